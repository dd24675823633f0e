package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A user's definition, read and found to keep all rules that do not depend on what is stored. */
final class DefinedSchema {
    private static final Pattern INDEX_NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

    private final UserFiles files;
    private final List<Descriptor> messages;
    private final Map<String, List<Descriptor>> messagesByName = new HashMap<>();
    private final Map<Descriptor, RecordTypeDefinition> recordTypes = new LinkedHashMap<>();
    private final List<IndexDefinition> indexes = new ArrayList<>();
    private final Set<String> sensitiveFields = new TreeSet<>();
    private final SensitiveRules sensitiveRules = new SensitiveRules(sensitiveFields);

    private DefinedSchema(UserFiles files) {
        this.files = files;
        this.messages = files.messages().toList();
        for (Descriptor message : messages) {
            messagesByName
                    .computeIfAbsent(message.getFullName(), name -> new ArrayList<>())
                    .add(message);
            if (!message.getName().equals(message.getFullName())) {
                messagesByName
                        .computeIfAbsent(message.getName(), name -> new ArrayList<>())
                        .add(message);
            }
        }
    }

    /** @throws InvalidRequest when the definition breaks a rule, whatever is stored */
    static DefinedSchema read(SchemaDefinition definition) {
        boolean fromSources = !definition.sources().isEmpty();
        String position = fromSources ? ProtoSources.POSITION : "descriptor_set.file";
        require(
                !fromSources || definition.files().getFileCount() == 0,
                position,
                "there is a descriptor_set too: send one or the other");
        FileDescriptorSet set = fromSources ? ProtoSources.parse(definition.sources()) : definition.files();
        require(
                set.getFileCount() > 0,
                "descriptor_set",
                "there is no file: send .proto sources, or the FileDescriptorSet that protoc --include_imports or buf"
                        + " build writes");
        SchemaShape.check(set, position);
        DefinedSchema schema = new DefinedSchema(UserFiles.build(set, position));
        schema.addAll(definition);
        return schema;
    }

    private void addAll(SchemaDefinition definition) {
        DeclaredRecords declared = new DeclaredRecords(messages);
        addSensitiveFields(definition, declared);
        List<Positioned<RecordTypeDefinition>> types = positioned(definition.recordTypes(), "record_types");
        types.addAll(declared.recordTypes());
        require(
                !types.isEmpty(),
                "record_types",
                "there is none: name at least one message and the fields of its primary key");
        require(
                types.size() <= SchemaLimits.MAX_RECORD_TYPES,
                "record_types",
                "there are more than " + SchemaLimits.MAX_RECORD_TYPES + " record types");
        Set<String> names = new HashSet<>();
        types.forEach(type -> add(type.value(), type.position(), names));
        addIndexes(definition, declared);
    }

    private void addSensitiveFields(SchemaDefinition definition, DeclaredRecords declared) {
        List<Positioned<FieldDescriptor>> fields = new ArrayList<>(declared.sensitive());
        positioned(definition.sensitiveFields(), "sensitive_fields")
                .forEach(name -> fields.add(new Positioned<>(field(name.value(), name.position()), name.position())));
        fields.forEach(field -> {
            SensitiveRules.checkMark(field.value(), field.position());
            sensitiveFields.add(field.value().getFullName());
        });
        require(
                sensitiveFields.size() <= SchemaLimits.MAX_SENSITIVE_FIELDS,
                "sensitive_fields",
                "there are more than " + SchemaLimits.MAX_SENSITIVE_FIELDS + " sensitive fields");
    }

    private FieldDescriptor field(String name, String requestField) {
        int dot = name.lastIndexOf('.');
        require(dot > 0, requestField, "it is the name of a message and of a field of it, such as 'Person.ssn'");
        Descriptor message = message(name.substring(0, dot), requestField);
        FieldDescriptor field = message.findFieldByName(name.substring(dot + 1));
        require(
                field != null,
                requestField,
                Shown.name(message.getFullName()) + " has no field '" + Shown.name(name.substring(dot + 1)) + "'");
        return field;
    }

    private static <T> List<Positioned<T>> positioned(List<T> values, String field) {
        List<Positioned<T>> positioned = new ArrayList<>();
        IntStream.range(0, values.size())
                .forEach(i -> positioned.add(new Positioned<>(values.get(i), field + "[" + i + "]")));
        return positioned;
    }

    private void add(RecordTypeDefinition type, String position, Set<String> names) {
        Descriptor message = message(type.name(), position + ".name");
        require(
                names.add(message.getName()),
                position + ".name",
                "two record types are named " + Shown.name(message.getName()));
        checkPrimaryKey(message, type, position + ".primary_key");
        TypeDepth.check(message, position);
        recordTypes.put(message, new RecordTypeDefinition(message.getFullName(), type.primaryKey()));
    }

    private void checkPrimaryKey(Descriptor message, RecordTypeDefinition type, String position) {
        require(
                !type.primaryKey().isEmpty(),
                position,
                "there is none: name the fields that tell one " + Shown.name(message.getName()) + " from all others");
        require(
                type.primaryKey().size() <= SchemaLimits.MAX_KEY_FIELDS,
                position,
                "there are more than " + SchemaLimits.MAX_KEY_FIELDS + " fields");
        Set<List<FieldDescriptor>> seen = new HashSet<>();
        for (int i = 0; i < type.primaryKey().size(); i++) {
            String requestField = position + "[" + i + "]";
            FieldPath path = FieldPath.resolve(message, type.primaryKey().get(i), requestField);
            require(seen.add(path.fields()), requestField, "'" + path + "' is named twice");
            sensitiveRules.checkPrimaryKey(path, requestField);
        }
    }

    private void addIndexes(SchemaDefinition definition, DeclaredRecords declared) {
        List<Positioned<IndexDefinition>> all = positioned(definition.indexes(), "indexes");
        all.addAll(declared.indexes());
        require(
                all.size() <= SchemaLimits.MAX_INDEXES,
                "indexes",
                "there are more than " + SchemaLimits.MAX_INDEXES + " indexes");
        Set<String> names = new HashSet<>();
        for (Positioned<IndexDefinition> positioned : all) {
            IndexDefinition index = positioned.value();
            String position = positioned.position();
            require(
                    INDEX_NAME.matcher(index.name()).matches(),
                    position + ".name",
                    "an index's name is 1 to 63 characters of A-Z, a-z, 0-9, '_' and '-'");
            require(names.add(index.name()), position + ".name", "two indexes are named " + index.name());
            Descriptor message = recordType(index.recordType(), position + ".record_type");
            new IndexRules(message, index, position).check();
            sensitiveRules.checkIndex(message, index, position);
            indexes.add(index.on(message.getFullName()));
        }
    }

    private Descriptor recordType(String name, String requestField) {
        Descriptor message = message(name, requestField);
        require(
                recordTypes.containsKey(message),
                requestField,
                Shown.name(message.getName()) + " is not among the record types");
        return message;
    }

    private Descriptor message(String name, String requestField) {
        List<Descriptor> found = messagesByName.getOrDefault(name, List.of());
        require(
                !found.isEmpty(),
                requestField,
                "no file defines a message '" + Shown.name(name) + "'; they define " + fullNames(messages));
        require(
                found.size() == 1,
                requestField,
                "'" + Shown.name(name) + "' may be any of " + fullNames(found) + ": give the full name");
        return found.get(0);
    }

    private static List<String> fullNames(List<Descriptor> messages) {
        return messages.stream()
                .limit(20)
                .map(Descriptor::getFullName)
                .map(Shown::name)
                .toList();
    }

    private static void require(boolean condition, String field, String description) {
        if (!condition) {
            throw new InvalidRequest(field, description);
        }
    }

    FileDescriptorSet files() {
        return files.orderedSet();
    }

    /** The record types by their messages; each names its message in full. */
    Map<Descriptor, RecordTypeDefinition> recordTypes() {
        return recordTypes;
    }

    /** The full names of the fields whose values no index holds, in alphabetical order. */
    Set<String> sensitiveFields() {
        return sensitiveFields;
    }

    /** The indexes; each names its record type in full. */
    List<IndexDefinition> indexes() {
        return indexes;
    }
}
