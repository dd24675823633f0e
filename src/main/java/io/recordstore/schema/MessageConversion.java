package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ExtensionRange;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.ExtendElement;
import com.squareup.wire.schema.internal.parser.ExtensionsElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.GroupElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ReservedElement;
import com.squareup.wire.schema.internal.parser.TypeElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parsed messages as their descriptors. */
final class MessageConversion {
    private final boolean proto3;
    private final SourceOptions options;
    private final SourceComments comments;

    MessageConversion(boolean proto3, SourceOptions options, SourceComments comments) {
        this.proto3 = proto3;
        this.options = options;
        this.comments = comments;
    }

    /** @param place its path in the file's descriptor, as source code info has it */
    DescriptorProto convert(MessageElement element, List<Integer> place) {
        comments.add(place, element.getDocumentation());
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(element.getName());
        for (TypeElement nested : element.getNestedTypes()) {
            addNested(message, nested, place);
        }
        element.getFields().forEach(field -> addField(message, field, place));
        element.getGroups().forEach(group -> addGroup(message, group, place));
        element.getOneOfs().forEach(oneof -> addOneof(message, oneof, place));
        addOptionalOneofs(message);
        element.getReserveds().forEach(reserved -> addReserved(message, reserved));
        element.getExtensions().forEach(extensions -> addExtensions(message, extensions));
        for (ExtendElement extend : element.getExtendDeclarations()) {
            message.addAllExtension(extensions(extend));
        }
        options.apply(element.getOptions(), message::getOptionsBuilder);
        return message.build();
    }

    private void addNested(DescriptorProto.Builder message, TypeElement nested, List<Integer> place) {
        if (nested instanceof MessageElement element) {
            message.addNestedType(convert(
                    element,
                    SourceComments.inside(
                            place, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, message.getNestedTypeCount())));
        } else {
            message.addEnumType(new EnumConversion(options, comments)
                    .convert(
                            (EnumElement) nested,
                            SourceComments.inside(
                                    place, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, message.getEnumTypeCount())));
        }
    }

    private FieldDescriptorProto.Builder addField(
            DescriptorProto.Builder message, FieldElement element, List<Integer> place) {
        comments.add(
                SourceComments.inside(place, DescriptorProto.FIELD_FIELD_NUMBER, message.getFieldCount()),
                element.getDocumentation());
        if (element.getType().startsWith("map<")) {
            message.addNestedType(mapEntry(element));
        }
        return message.addFieldBuilder().mergeFrom(field(element));
    }

    private FieldDescriptorProto field(FieldElement element) {
        FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder()
                .setName(element.getName())
                .setNumber(element.getTag())
                .setLabel(label(element.getLabel()));
        if (element.getType().startsWith("map<")) {
            field.setLabel(Label.LABEL_REPEATED)
                    .setType(Type.TYPE_MESSAGE)
                    .setTypeName(mapEntryName(element.getName()));
        } else {
            setType(field, element.getType());
        }
        if (proto3 && element.getLabel() == Field.Label.OPTIONAL) {
            field.setProto3Optional(true);
        }
        if (element.getDefaultValue() != null) {
            field.setDefaultValue(element.getDefaultValue());
        }
        if (element.getJsonName() != null) {
            field.setJsonName(element.getJsonName());
        }
        options.apply(element.getOptions(), field::getOptionsBuilder);
        return field.build();
    }

    private static Label label(Field.Label label) {
        if (label == Field.Label.REPEATED) {
            return Label.LABEL_REPEATED;
        }
        return label == Field.Label.REQUIRED ? Label.LABEL_REQUIRED : Label.LABEL_OPTIONAL;
    }

    /** A name that is no scalar's is left for Protobuf to find, as the author wrote it. */
    private static void setType(FieldDescriptorProto.Builder field, String name) {
        switch (name) {
            case "double",
                    "float",
                    "int32",
                    "int64",
                    "uint32",
                    "uint64",
                    "sint32",
                    "sint64",
                    "fixed32",
                    "fixed64",
                    "sfixed32",
                    "sfixed64",
                    "bool",
                    "string",
                    "bytes" -> field.setType(Type.valueOf("TYPE_" + name.toUpperCase(Locale.ROOT)));
            default -> field.setTypeName(name);
        }
    }

    private static DescriptorProto mapEntry(FieldElement element) {
        String types =
                element.getType().substring("map<".length(), element.getType().length() - 1);
        int comma = types.indexOf(',');
        DescriptorProto.Builder entry = DescriptorProto.newBuilder().setName(mapEntryName(element.getName()));
        setType(
                entry.addFieldBuilder().setName("key").setNumber(1).setLabel(Label.LABEL_OPTIONAL),
                types.substring(0, comma).trim());
        setType(
                entry.addFieldBuilder().setName("value").setNumber(2).setLabel(Label.LABEL_OPTIONAL),
                types.substring(comma + 1).trim());
        entry.getOptionsBuilder().setMapEntry(true);
        return entry.build();
    }

    /** As protoc names it: {@code alt_names} has entries of type {@code AltNamesEntry}. */
    private static String mapEntryName(String fieldName) {
        StringBuilder name = new StringBuilder();
        boolean upper = true;
        for (char character : fieldName.toCharArray()) {
            if (character != '_') {
                name.append(upper ? Character.toUpperCase(character) : character);
            }
            upper = character == '_';
        }
        return name.append("Entry").toString();
    }

    /** A group is a message and a field of it, named after it in lower case. */
    private FieldDescriptorProto.Builder addGroup(
            DescriptorProto.Builder message, GroupElement element, List<Integer> place) {
        List<Integer> inside =
                SourceComments.inside(place, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, message.getNestedTypeCount());
        comments.add(inside, element.getDocumentation());
        DescriptorProto.Builder group = DescriptorProto.newBuilder().setName(element.getName());
        element.getFields().forEach(field -> addField(group, field, inside));
        message.addNestedType(group);
        return message.addFieldBuilder()
                .setName(element.getName().toLowerCase(Locale.ROOT))
                .setNumber(element.getTag())
                .setLabel(label(element.getLabel()))
                .setType(Type.TYPE_GROUP)
                .setTypeName(element.getName());
    }

    private void addOneof(DescriptorProto.Builder message, OneOfElement element, List<Integer> place) {
        int index = message.getOneofDeclCount();
        comments.add(
                SourceComments.inside(place, DescriptorProto.ONEOF_DECL_FIELD_NUMBER, index),
                element.getDocumentation());
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(element.getName()));
        element.getFields().forEach(field -> addField(message, field, place).setOneofIndex(index));
        element.getGroups().forEach(group -> addGroup(message, group, place).setOneofIndex(index));
    }

    /** What protoc does for a proto3 field marked optional: a oneof of its own, after the real ones. */
    private static void addOptionalOneofs(DescriptorProto.Builder message) {
        Set<String> names = new HashSet<>();
        message.getFieldList().forEach(field -> names.add(field.getName()));
        message.getOneofDeclList().forEach(oneof -> names.add(oneof.getName()));
        for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
            if (field.getProto3Optional()) {
                StorageFiles.addOptionalOneof(message, field, names);
            }
        }
    }

    private static void addReserved(DescriptorProto.Builder message, ReservedElement reserved) {
        for (Object value : reserved.getValues()) {
            if (value instanceof String name) {
                message.addReservedName(name);
            } else {
                NumberRange range = NumberRange.of(value);
                message.addReservedRange(
                        ReservedRange.newBuilder().setStart(range.first()).setEnd(range.last() + 1));
            }
        }
    }

    private static void addExtensions(DescriptorProto.Builder message, ExtensionsElement extensions) {
        for (Object value : extensions.getValues()) {
            NumberRange range = NumberRange.of(value);
            message.addExtensionRange(
                    ExtensionRange.newBuilder().setStart(range.first()).setEnd(range.last() + 1));
        }
    }

    /** The fields that an {@code extend} adds to another message. */
    List<FieldDescriptorProto> extensions(ExtendElement element) {
        List<FieldDescriptorProto> extensions = new ArrayList<>();
        for (FieldElement field : element.getFields()) {
            extensions.add(
                    field(field).toBuilder().setExtendee(element.getName()).build());
        }
        return extensions;
    }
}
