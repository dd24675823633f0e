package io.recordstore.source;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import io.recordstore.v1.IndexDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A schema's files as .proto sources, to read, change and apply again: the record types, keys and indexes stand in the options
 * of their messages, wherever they were declared.
 */
public final class ProtoText {
    /** The greatest number of a field. */
    private static final int MAX_NUMBER = (1 << 29) - 1;

    private static final String OPTIONS_IMPORT = "recordstore/v1/options.proto";
    private static final int MESSAGES_OF_FILE = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER;
    private static final int ENUMS_OF_FILE = FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER;

    private final FileDescriptorProto file;
    private final Records records;
    private final Map<List<Integer>, String> comments = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final boolean isProto3;

    /**
     * What is not in the files themselves.
     *
     * @param primaryKeys the paths of each record type's primary key, by the full name of its message
     * @param indexes of the record types, which they name in full
     * @param sensitiveFields the full names of fields
     */
    public record Records(
            Map<String, List<String>> primaryKeys, List<IndexDefinition> indexes, Set<String> sensitiveFields) {
        public Records {
            primaryKeys = Map.copyOf(primaryKeys);
            indexes = List.copyOf(indexes);
            sensitiveFields = Set.copyOf(sensitiveFields);
        }
    }

    private ProtoText(FileDescriptorProto file, Records records) {
        this.file = file;
        this.records = records;
        this.isProto3 = file.getSyntax().equals("proto3");
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            comments.put(location.getPathList(), location.getLeadingComments());
        }
    }

    /** One file of a schema. */
    public static String of(FileDescriptorProto file, Records records) {
        return new ProtoText(file, records).print();
    }

    private String print() {
        line("", "syntax = \"" + (isProto3 ? "proto3" : "proto2") + "\";");
        if (!file.getPackage().isEmpty()) {
            line("", "package " + file.getPackage() + ";");
        }
        printImports();
        String scope = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            line("", "");
            message(file.getMessageType(i), scope, "", List.of(MESSAGES_OF_FILE, i));
        }
        for (int i = 0; i < file.getEnumTypeCount(); i++) {
            line("", "");
            enumeration(file.getEnumType(i), "", List.of(ENUMS_OF_FILE, i));
        }
        return text.toString();
    }

    private void printImports() {
        Set<String> imports = new java.util.TreeSet<>(file.getDependencyList());
        if (hasRecords()) {
            imports.add(OPTIONS_IMPORT);
        }
        if (!imports.isEmpty()) {
            line("", "");
            imports.forEach(imported -> line("", "import \"" + imported + "\";"));
        }
    }

    private boolean hasRecords() {
        Set<String> names = new HashSet<>();
        String scope = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        file.getMessageTypeList().forEach(message -> collect(message, scope, names));
        return names.stream()
                .anyMatch(name -> records.primaryKeys().containsKey(name)
                        || records.sensitiveFields().stream().anyMatch(field -> field.startsWith(name + ".")));
    }

    private static void collect(DescriptorProto message, String scope, Set<String> names) {
        names.add(scope + message.getName());
        message.getNestedTypeList().forEach(nested -> collect(nested, scope + message.getName() + ".", names));
    }

    private void message(DescriptorProto message, String scope, String indent, List<Integer> place) {
        comment(indent, place);
        line(indent, "message " + message.getName() + " {");
        body(message, scope, indent, place);
        line(indent, "}");
    }

    private void body(DescriptorProto message, String scope, String indent, List<Integer> place) {
        String inner = indent + "  ";
        String name = scope + message.getName();
        recordOption(name, inner);
        for (int i = 0; i < message.getFieldCount(); i++) {
            FieldDescriptorProto field = message.getField(i);
            if (field.hasOneofIndex() && !field.getProto3Optional()) {
                if (i == 0 || !inSameOneof(message.getField(i - 1), field)) {
                    line(
                            inner,
                            "oneof "
                                    + message.getOneofDecl(field.getOneofIndex())
                                            .getName() + " {");
                }
                field(message, name, field, inner + "  ", at(place, DescriptorProto.FIELD_FIELD_NUMBER, i));
                if (i + 1 == message.getFieldCount() || !inSameOneof(message.getField(i + 1), field)) {
                    line(inner, "}");
                }
            } else {
                field(message, name, field, inner, at(place, DescriptorProto.FIELD_FIELD_NUMBER, i));
            }
        }
        message.getExtensionRangeList()
                .forEach(range -> line(inner, "extensions " + range(range.getStart(), range.getEnd()) + ";"));
        message.getReservedRangeList()
                .forEach(range -> line(inner, "reserved " + range(range.getStart(), range.getEnd()) + ";"));
        message.getReservedNameList().forEach(reserved -> line(inner, "reserved \"" + reserved + "\";"));
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            DescriptorProto nested = message.getNestedType(i);
            if (!nested.getOptions().getMapEntry() && !isGroup(message, name, nested)) {
                message(nested, name + ".", inner, at(place, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i));
            }
        }
        for (int i = 0; i < message.getEnumTypeCount(); i++) {
            enumeration(message.getEnumType(i), inner, at(place, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
        }
    }

    /** @param end the first number that is no longer in it */
    private static String range(long start, long end) {
        return end - 1 == start
                ? Long.toString(start)
                : start + " to " + (end > MAX_NUMBER ? "max" : Long.toString(end - 1));
    }

    private static boolean inSameOneof(FieldDescriptorProto a, FieldDescriptorProto b) {
        return a.hasOneofIndex() && a.getOneofIndex() == b.getOneofIndex();
    }

    private static boolean isGroup(DescriptorProto message, String name, DescriptorProto nested) {
        return message.getFieldList().stream()
                .anyMatch(field -> field.getType() == Type.TYPE_GROUP
                        && field.getTypeName().equals("." + name + "." + nested.getName()));
    }

    private void recordOption(String name, String indent) {
        List<String> primaryKey = records.primaryKeys().get(name);
        if (primaryKey == null) {
            return;
        }
        line(indent, "option (recordstore.v1.record) = {");
        String keys = primaryKey.stream().map(key -> "\"" + key + "\"").collect(Collectors.joining(", "));
        line(indent, "  primary_key: [" + keys + "]");
        List<IndexDefinition> indexes = records.indexes().stream()
                .filter(index -> index.getRecordType().equals(name))
                .toList();
        if (!indexes.isEmpty()) {
            line(indent, "  indexes: [");
            for (int i = 0; i < indexes.size(); i++) {
                String comma = i + 1 < indexes.size() ? "," : "";
                line(indent, "    " + OptionText.ofIndex(indexes.get(i)) + comma);
            }
            line(indent, "  ]");
        }
        line(indent, "};");
    }

    private void field(
            DescriptorProto message, String scope, FieldDescriptorProto field, String indent, List<Integer> place) {
        comment(indent, place);
        Optional<DescriptorProto> nested = nestedType(message, scope, field);
        if (field.getType() == Type.TYPE_GROUP && nested.isPresent()) {
            line(indent, label(field) + "group " + nested.get().getName() + " = " + field.getNumber() + " {");
            body(nested.get(), scope + ".", indent, List.of());
            line(indent, "}");
            return;
        }
        boolean isMap = nested.filter(type -> type.getOptions().getMapEntry()).isPresent();
        String type = isMap
                ? "map<" + type(nested.get().getField(0)) + ", "
                        + type(nested.get().getField(1)) + ">"
                : label(field) + type(field);
        line(indent, type + " " + field.getName() + " = " + field.getNumber() + options(scope, field) + ";");
    }

    private static Optional<DescriptorProto> nestedType(
            DescriptorProto message, String scope, FieldDescriptorProto field) {
        return message.getNestedTypeList().stream()
                .filter(nested -> field.getTypeName().equals("." + scope + "." + nested.getName()))
                .findFirst();
    }

    private String label(FieldDescriptorProto field) {
        if (field.getLabel() == Label.LABEL_REPEATED) {
            return "repeated ";
        }
        if (field.getLabel() == Label.LABEL_REQUIRED) {
            return "required ";
        }
        boolean isBare = field.hasOneofIndex() && !field.getProto3Optional() || isProto3 && !field.getProto3Optional();
        return isBare ? "" : "optional ";
    }

    private static String type(FieldDescriptorProto field) {
        return field.getTypeName().isEmpty()
                ? field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT)
                : field.getTypeName().startsWith(".google.protobuf.")
                        ? field.getTypeName().substring(1)
                        : field.getTypeName();
    }

    private String options(String scope, FieldDescriptorProto field) {
        List<String> options = new ArrayList<>();
        if (field.hasDefaultValue()) {
            boolean isText = field.getType() == Type.TYPE_STRING || field.getType() == Type.TYPE_BYTES;
            options.add("default = " + (isText ? OptionText.quoted(field.getDefaultValue()) : field.getDefaultValue()));
        }
        if (field.getOptions().hasPacked()) {
            options.add("packed = " + field.getOptions().getPacked());
        }
        if (field.getOptions().getDeprecated()) {
            options.add("deprecated = true");
        }
        if (field.hasJsonName() && !field.getJsonName().equals(defaultJsonName(field.getName()))) {
            options.add("json_name = \"" + field.getJsonName() + "\"");
        }
        if (records.sensitiveFields().contains(scope + "." + field.getName())) {
            options.add("(recordstore.v1.field).sensitive = true");
        }
        return options.isEmpty() ? "" : " [" + String.join(", ", options) + "]";
    }

    private static String defaultJsonName(String name) {
        StringBuilder camel = new StringBuilder();
        boolean upper = false;
        for (char c : name.toCharArray()) {
            if (c != '_') {
                camel.append(upper ? Character.toUpperCase(c) : c);
            }
            upper = c == '_';
        }
        return camel.toString();
    }

    private void enumeration(EnumDescriptorProto type, String indent, List<Integer> place) {
        comment(indent, place);
        line(indent, "enum " + type.getName() + " {");
        if (type.getOptions().getAllowAlias()) {
            line(indent, "  option allow_alias = true;");
        }
        for (int i = 0; i < type.getValueCount(); i++) {
            comment(indent + "  ", at(place, EnumDescriptorProto.VALUE_FIELD_NUMBER, i));
            line(
                    indent,
                    "  " + type.getValue(i).getName() + " = " + type.getValue(i).getNumber() + ";");
        }
        type.getReservedRangeList()
                .forEach(range -> line(indent, "  reserved " + range(range.getStart(), range.getEnd() + 1L) + ";"));
        type.getReservedNameList().forEach(reserved -> line(indent, "  reserved \"" + reserved + "\";"));
        line(indent, "}");
    }

    private void comment(String indent, List<Integer> place) {
        comments.getOrDefault(place, "").lines().forEach(line -> line(indent, "// " + line.stripLeading()));
    }

    private static List<Integer> at(List<Integer> place, int field, int index) {
        if (place.isEmpty()) {
            return List.of();
        }
        List<Integer> inner = new ArrayList<>(place);
        inner.add(field);
        inner.add(index);
        return inner;
    }

    private void line(String indent, String line) {
        text.append((indent + line).stripTrailing()).append('\n');
    }
}
