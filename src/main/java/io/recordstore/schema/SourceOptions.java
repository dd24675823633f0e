package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.squareup.wire.schema.internal.parser.OptionElement;
import com.squareup.wire.schema.internal.parser.OptionElement.OptionPrimitive;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.v1.Options;
import io.recordstore.v1.RecordFieldOptions;
import io.recordstore.v1.RecordOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Options of parsed .proto sources, set on the messages that descriptors have for them. Protobuf's own and {@code
 * recordstore/v1/options.proto}'s are understood; a user's custom options are kept as text.
 */
final class SourceOptions {
    private static final String RECORD = "recordstore.v1.record";
    private static final String FIELD = "recordstore.v1.field";

    private final String position;

    /** @param position where the user has the file, for errors */
    SourceOptions(String position) {
        this.position = position;
    }

    /**
     * @param options asked for only where there is an option to set
     * @throws InvalidRequest when an option is not of its type, or unknown
     */
    void apply(List<OptionElement> elements, Supplier<? extends Message.Builder> options) {
        for (OptionElement element : elements) {
            apply(element, options.get());
        }
    }

    private void apply(OptionElement element, Message.Builder options) {
        String name = element.getName().startsWith(".") ? element.getName().substring(1) : element.getName();
        if (!element.isParenthesized()) {
            merge(element, name + ": " + text(element), options);
        } else if (name.equals(RECORD) && options instanceof MessageOptions.Builder message) {
            RecordOptions.Builder record = message.getExtension(Options.record).toBuilder();
            merge(element, inner(element), record);
            message.setExtension(Options.record, record.build());
        } else if (name.equals(FIELD) && options instanceof FieldOptions.Builder field) {
            RecordFieldOptions.Builder role = field.getExtension(Options.field).toBuilder();
            merge(element, inner(element), role);
            field.setExtension(Options.field, role.build());
        } else {
            options.addRepeatedField(
                    options.getDescriptorForType().findFieldByName("uninterpreted_option"), uninterpreted(element));
        }
    }

    private void merge(OptionElement element, String text, Message.Builder into) {
        try {
            TextFormat.merge(text, into);
        } catch (TextFormat.ParseException e) {
            throw new InvalidRequest(
                    position,
                    "the option " + Shown.name(element.getName()) + " is not understood: "
                            + Shown.sentence(e.getMessage()));
        }
    }

    private static UninterpretedOption uninterpreted(OptionElement element) {
        return UninterpretedOption.newBuilder()
                .addName(NamePart.newBuilder().setNamePart(element.getName()).setIsExtension(true))
                .setAggregateValue(text(element))
                .build();
    }

    /** The fields of an option that is a message. */
    private static String inner(OptionElement element) {
        return switch (element.getKind()) {
            case MAP -> fields((Map<?, ?>) element.getValue());
            case OPTION -> {
                OptionElement inner = (OptionElement) element.getValue();
                yield inner.getName() + ": " + text(inner);
            }
            default -> text(element);
        };
    }

    private static String text(OptionElement element) {
        return switch (element.getKind()) {
            case STRING -> quoted(element.getValue());
            case BOOLEAN, NUMBER, ENUM -> element.getValue().toString();
            case MAP, LIST -> text(element.getValue());
            case OPTION -> "{" + inner(element) + "}";
        };
    }

    /** Inside a message, Wire has strings as they are, and tells other scalars by their kind. */
    private static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return "{" + fields(map) + "}";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SourceOptions::text).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof OptionPrimitive primitive) {
            return primitive.getKind() == OptionElement.Kind.STRING
                    ? quoted(primitive.getValue())
                    : primitive.getValue().toString();
        }
        return value instanceof OptionElement element ? text(element) : quoted(value);
    }

    private static String fields(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(field -> field.getKey() + ": " + text(field.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(Object value) {
        return '"'
                + TextFormat.escapeDoubleQuotesAndBackslashes(value.toString()).replace("\n", "\\n")
                + '"';
    }
}
