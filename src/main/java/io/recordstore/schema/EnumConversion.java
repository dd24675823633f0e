package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.squareup.wire.schema.internal.parser.EnumConstantElement;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.ReservedElement;
import java.util.List;

/** A parsed enum as its descriptor. */
final class EnumConversion {
    private final SourceOptions options;
    private final SourceComments comments;

    EnumConversion(SourceOptions options, SourceComments comments) {
        this.options = options;
        this.comments = comments;
    }

    /** @param place its path in the file's descriptor, as source code info has it */
    EnumDescriptorProto convert(EnumElement element, List<Integer> place) {
        comments.add(place, element.getDocumentation());
        EnumDescriptorProto.Builder converted = EnumDescriptorProto.newBuilder().setName(element.getName());
        for (EnumConstantElement constant : element.getConstants()) {
            comments.add(
                    SourceComments.inside(place, EnumDescriptorProto.VALUE_FIELD_NUMBER, converted.getValueCount()),
                    constant.getDocumentation());
            converted.addValue(convert(constant));
        }
        for (ReservedElement reserved : element.getReserveds()) {
            for (Object value : reserved.getValues()) {
                addReserved(converted, value);
            }
        }
        options.apply(element.getOptions(), converted::getOptionsBuilder);
        return converted.build();
    }

    private EnumValueDescriptorProto convert(EnumConstantElement constant) {
        EnumValueDescriptorProto.Builder value = EnumValueDescriptorProto.newBuilder()
                .setName(constant.getName())
                .setNumber(constant.getTag());
        options.apply(constant.getOptions(), value::getOptionsBuilder);
        return value.build();
    }

    /** Unlike a message's, an enum's range includes its end. */
    private static void addReserved(EnumDescriptorProto.Builder converted, Object value) {
        if (value instanceof String name) {
            converted.addReservedName(name);
        } else {
            NumberRange range = NumberRange.of(value);
            converted.addReservedRange(
                    EnumReservedRange.newBuilder().setStart(range.first()).setEnd(range.last()));
        }
    }
}
