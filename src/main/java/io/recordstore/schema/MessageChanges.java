package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.schema.SchemaChange.Element;
import io.recordstore.schema.SchemaChange.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is different in the messages of record types, and in all that they reach. Fields are told by their numbers. */
final class MessageChanges {
    private static final String ADD_ANOTHER =
            "keep the field as it is, and add another with a new name and number for the new type";

    private final List<SchemaChange> changes = new ArrayList<>();
    private final Deque<Pair> pending = new ArrayDeque<>();
    private final Set<Pair> seen = new HashSet<>();

    private record Pair(Descriptor before, Descriptor after) {}

    /** Compares two versions of a record type's message, and of those that it reaches and were not compared yet. */
    void compare(Descriptor before, Descriptor after) {
        push(before, after);
        while (!pending.isEmpty()) {
            Pair pair = pending.pop();
            compareSyntax(pair);
            pair.before().getFields().forEach(field -> compare(field, pair.after()));
            pair.after().getFields().stream()
                    .filter(field -> pair.before().findFieldByNumber(field.getNumber()) == null)
                    .forEach(field -> added(field, pair.before()));
        }
    }

    /** In the order in which they were found. */
    List<SchemaChange> changes() {
        return changes;
    }

    private void push(Descriptor before, Descriptor after) {
        Pair pair = new Pair(before, after);
        if (seen.add(pair)) {
            pending.push(pair);
        }
    }

    private void compareSyntax(Pair pair) {
        String before = syntax(pair.before());
        String after = syntax(pair.after());
        if (!before.equals(after)) {
            changes.add(SchemaChange.refused(
                    Kind.RETYPED,
                    Element.RECORD_TYPE,
                    pair.after().getName(),
                    "from " + before + " to " + after,
                    "what is absent from a stored record means another thing in " + after,
                    "keep the file's syntax"));
        }
    }

    private static String syntax(Descriptor message) {
        String syntax = message.getFile().toProto().getSyntax();
        return syntax.isEmpty() ? "proto2" : syntax;
    }

    private void added(FieldDescriptor field, Descriptor before) {
        String name = name(field);
        if (field.isRequired()) {
            changes.add(SchemaChange.refused(
                    Kind.ADDED,
                    Element.FIELD,
                    name,
                    "a required field",
                    "the records that are stored do not have it",
                    "make it optional"));
        } else if (before.findFieldByName(field.getName()) == null) {
            changes.add(SchemaChange.allowed(Kind.ADDED, Element.FIELD, name, type(field)));
        }
    }

    private void compare(FieldDescriptor before, Descriptor afterMessage) {
        FieldDescriptor after = afterMessage.findFieldByNumber(before.getNumber());
        if (after == null) {
            removed(before, afterMessage);
            return;
        }
        if (!before.getName().equals(after.getName())) {
            renamed(before, after);
        }
        compareTypes(before, after);
        compareOneofs(before, after);
        if (before.getJavaType() == FieldDescriptor.JavaType.MESSAGE && after.getType() == before.getType()) {
            push(before.getMessageType(), after.getMessageType());
        }
        if (before.getJavaType() == FieldDescriptor.JavaType.ENUM && after.getType() == before.getType()) {
            compare(before.getEnumType(), after.getEnumType());
        }
    }

    private void removed(FieldDescriptor field, Descriptor afterMessage) {
        FieldDescriptor renumbered = afterMessage.findFieldByName(field.getName());
        if (renumbered == null) {
            changes.add(SchemaChange.refused(
                    Kind.REMOVED,
                    Element.FIELD,
                    name(field),
                    type(field),
                    "the records that are stored may have it",
                    "keep the field and mark it [deprecated = true]"));
        } else {
            changes.add(SchemaChange.refused(
                    Kind.RETYPED,
                    Element.FIELD,
                    name(field),
                    "number " + field.getNumber() + " is now " + renumbered.getNumber(),
                    "the records that are stored have it under its number",
                    "keep its number, " + field.getNumber()));
        }
    }

    private void renamed(FieldDescriptor before, FieldDescriptor after) {
        changes.add(SchemaChange.refused(
                Kind.RENAMED,
                Element.FIELD,
                name(before),
                "now " + after.getName(),
                "keys, indexes and the queries of clients know it by its name",
                "keep the name; [json_name = \"" + after.getJsonName() + "\"] gives it another in JSON"));
    }

    private void compareTypes(FieldDescriptor before, FieldDescriptor after) {
        if (type(before).equals(type(after))) {
            return;
        }
        String description = "from " + type(before) + " to " + type(after);
        if (before.isRepeated() != after.isRepeated() || before.isRequired() != after.isRequired()) {
            refuseType(after, description, "a field cannot become repeated or required, nor cease to be");
        } else if (isKept(before, after) || isWidened(before, after)) {
            changes.add(SchemaChange.allowed(Kind.RETYPED, Element.FIELD, name(after), description));
        } else {
            refuseType(after, description, "the values that are stored cannot be read as the new type");
        }
    }

    private void refuseType(FieldDescriptor field, String description, String reason) {
        changes.add(SchemaChange.refused(Kind.RETYPED, Element.FIELD, name(field), description, reason, ADD_ANOTHER));
    }

    /** Of one type, of which a message or an enum may have another name; or its presence is different. */
    private static boolean isKept(FieldDescriptor before, FieldDescriptor after) {
        return before.getType() == after.getType();
    }

    private static boolean isWidened(FieldDescriptor before, FieldDescriptor after) {
        return switch (before.getType()) {
            case INT32 -> after.getType() == FieldDescriptor.Type.INT64;
            case SINT32 -> after.getType() == FieldDescriptor.Type.SINT64;
            case UINT32 -> after.getType() == FieldDescriptor.Type.UINT64;
            default -> false;
        };
    }

    /** Of the fields of a oneof only the last on the wire is read. */
    private void compareOneofs(FieldDescriptor before, FieldDescriptor after) {
        if (after.getRealContainingOneof() == null || before.getRealContainingOneof() != null) {
            return;
        }
        boolean withOthers = after.getRealContainingOneof().getFields().stream()
                .anyMatch(other -> other.getNumber() != after.getNumber()
                        && before.getContainingType().findFieldByNumber(other.getNumber()) != null);
        if (withOthers) {
            changes.add(SchemaChange.refused(
                    Kind.RETYPED,
                    Element.FIELD,
                    name(after),
                    "now in the oneof " + after.getRealContainingOneof().getName(),
                    "a stored record may have it together with another field of the oneof, and would lose one",
                    "keep it outside of the oneof, or alone in one"));
        }
    }

    private void compare(EnumDescriptor before, EnumDescriptor after) {
        for (EnumValueDescriptor value : before.getValues()) {
            EnumValueDescriptor now = after.findValueByNumber(value.getNumber());
            String name = name(before, value);
            if (now == null) {
                addOnce(SchemaChange.refused(
                        Kind.REMOVED,
                        Element.ENUM_VALUE,
                        name,
                        "number " + value.getNumber(),
                        "the records that are stored may have it",
                        "keep the value and mark it [deprecated = true]"));
            } else if (after.findValueByName(value.getName()) == null) {
                addOnce(SchemaChange.allowed(Kind.RENAMED, Element.ENUM_VALUE, name, "now " + now.getName()));
            }
        }
        after.getValues().stream()
                .filter(value -> before.findValueByNumber(value.getNumber()) == null)
                .forEach(value -> addOnce(SchemaChange.allowed(
                        Kind.ADDED, Element.ENUM_VALUE, name(after, value), "number " + value.getNumber())));
    }

    /** An enum may be the type of several fields. */
    private void addOnce(SchemaChange change) {
        if (!changes.contains(change)) {
            changes.add(change);
        }
    }

    private static String name(EnumDescriptor type, EnumValueDescriptor value) {
        return withoutPackage(type.getFile().getPackage(), type.getFullName()) + "." + value.getName();
    }

    private static String name(FieldDescriptor field) {
        return withoutPackage(field.getFile().getPackage(), field.getFullName());
    }

    private static String withoutPackage(String packageName, String fullName) {
        return packageName.isEmpty() ? fullName : fullName.substring(packageName.length() + 1);
    }

    /** As the .proto has it, without what does not change the records. */
    private static String type(FieldDescriptor field) {
        String type = field.getType().toString().toLowerCase(Locale.ROOT);
        String presence = field.isRequired() ? "required " : field.hasPresence() ? "optional " : "";
        boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        return (field.isRepeated() ? "repeated " : message ? "" : presence) + type;
    }
}
