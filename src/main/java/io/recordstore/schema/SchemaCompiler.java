package io.recordstore.schema;

import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.RecordMetaDataBuilder;
import com.apple.foundationdb.record.metadata.FormerIndex;
import com.apple.foundationdb.record.metadata.Key;
import com.apple.foundationdb.record.metadata.RecordTypeBuilder;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TypeRegistry;
import io.recordstore.crypto.FieldHmac;
import io.recordstore.storage.v1.StoredFormerIndex;
import io.recordstore.storage.v1.StoredIndex;
import io.recordstore.storage.v1.StoredRecordType;
import io.recordstore.storage.v1.StoredSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the Record Layer's meta-data from what is stored of a schema. The same input always gives the same result. */
final class SchemaCompiler {
    private static final String UNION_FILE = "io.recordstore/union.proto";

    private final StoredSchema stored;
    private final FieldHmac hmac;
    private final Map<String, Descriptor> userMessages;
    private final StorageFiles storageFiles;

    private SchemaCompiler(StoredSchema stored, FieldHmac hmac) {
        this.stored = stored;
        this.hmac = hmac;
        this.storageFiles = new StorageFiles(Set.copyOf(stored.getSensitiveFieldsList()));
        this.userMessages = UserFiles.build(stored.getFiles(), "files")
                .messages()
                .collect(Collectors.toMap(Descriptor::getFullName, Function.identity()));
    }

    /** @param hmac the key of the RecordSpace, for its sensitive fields */
    static CompiledSchema compile(StoredSchema stored, FieldHmac hmac) {
        return new SchemaCompiler(stored, hmac).compile();
    }

    private CompiledSchema compile() {
        List<RecordTypeSchema> recordTypes =
                stored.getRecordTypesList().stream().map(this::recordType).toList();
        Map<Descriptor, Descriptor> userTypes =
                recordTypes.stream().collect(Collectors.toMap(RecordTypeSchema::storage, RecordTypeSchema::user));
        SensitiveFields sensitive = sensitiveFields();
        return new CompiledSchema(
                stored,
                metaData(recordTypes, sensitive),
                recordTypes,
                new ZeroValues(userTypes),
                sensitive,
                new HashedValues(sensitive, userTypes),
                TypeRegistry.newBuilder().add(userMessages.values()).build());
    }

    private RecordTypeSchema recordType(StoredRecordType type) {
        Descriptor user = userMessages.get(type.getMessage());
        Descriptor storage = storageMessage(user);
        List<FieldPath> primaryKey = type.getPrimaryKeyList().stream()
                .map(path -> FieldPath.resolve(user, path, "primary_key"))
                .toList();
        List<FieldPath> keys = Stream.concat(primaryKey.stream(), indexedPaths(type, user))
                .distinct()
                .toList();
        return new RecordTypeSchema(user.getName(), type.getUnionNumber(), user, storage, primaryKey, keys);
    }

    private Stream<FieldPath> indexedPaths(StoredRecordType type, Descriptor user) {
        return stored.getIndexesList().stream()
                .map(index -> IndexMessages.read(index.getDefinition(), "indexes"))
                .filter(index -> index.recordType().equals(type.getMessage()))
                .flatMap(index -> index.keyColumns().stream())
                .flatMap(column -> FieldPath.resolveAny(user, column.path(), "indexes").columns().stream());
    }

    private SensitiveFields sensitiveFields() {
        Map<String, Descriptor> messages = new HashMap<>();
        for (String field : stored.getSensitiveFieldsList()) {
            Descriptor user = userMessages.get(field.substring(0, field.lastIndexOf('.')));
            if (user != null) {
                messages.put(field, storageMessage(user));
            }
        }
        return new SensitiveFields(messages, hmac);
    }

    private Descriptor storageMessage(Descriptor user) {
        if (user.getContainingType() != null) {
            return storageMessage(user.getContainingType()).findNestedTypeByName(user.getName());
        }
        return storageFiles.rewrite(user.getFile()).findMessageTypeByName(user.getName());
    }

    private RecordMetaData metaData(List<RecordTypeSchema> recordTypes, SensitiveFields sensitive) {
        RecordMetaDataBuilder builder = RecordMetaData.newBuilder().setRecords(unionFile(recordTypes), false);
        builder.setSplitLongRecords(true);
        builder.setStoreRecordVersions(true);
        for (int i = 0; i < recordTypes.size(); i++) {
            RecordTypeSchema type = recordTypes.get(i);
            RecordTypeBuilder typeBuilder = builder.getRecordType(type.name());
            typeBuilder.setPrimaryKey(primaryKey(type));
            typeBuilder.setRecordTypeKey((long) type.unionNumber());
            typeBuilder.setSinceVersion(stored.getRecordTypes(i).getSinceVersion());
        }
        stored.getIndexesList()
                .forEach(index ->
                        builder.addIndex(simpleName(index), IndexCompiler.compile(index, indexed(index), sensitive)));
        builder.addUniversalIndex(RecordCounts.index());
        stored.getFormerIndexesList().forEach(former -> builder.addFormerIndex(formerIndex(former)));
        builder.setVersion(stored.getVersion());
        return builder.build();
    }

    /** The type's number comes first, so that records of different types never meet and each type is one range. */
    private static KeyExpression primaryKey(RecordTypeSchema type) {
        return Key.Expressions.concat(Stream.concat(
                        Stream.of(Key.Expressions.recordType()),
                        type.primaryKey().stream().map(FieldPath::toKeyExpression))
                .toList());
    }

    private String simpleName(StoredIndex index) {
        return indexed(index).getName();
    }

    private Descriptor indexed(StoredIndex index) {
        return userMessages.get(index.getDefinition().getRecordType());
    }

    /** Without its name: a new index may have the name of a former one, which is known by its key. */
    private static FormerIndex formerIndex(StoredFormerIndex former) {
        return new FormerIndex(former.getKey(), former.getSinceVersion(), former.getDroppedVersion(), null);
    }

    /** The file with the union message that the Record Layer stores records through. */
    private FileDescriptor unionFile(List<RecordTypeSchema> recordTypes) {
        DescriptorProto.Builder union = DescriptorProto.newBuilder().setName(RecordMetaDataBuilder.DEFAULT_UNION_NAME);
        Set<FileDescriptor> files = new LinkedHashSet<>();
        for (RecordTypeSchema type : recordTypes) {
            files.add(type.storage().getFile());
            union.addField(FieldDescriptorProto.newBuilder()
                    .setName("_" + type.name())
                    .setNumber(type.unionNumber())
                    .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                    .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                    .setTypeName("." + type.storage().getFullName()));
        }
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName(UNION_FILE)
                .setPackage("io.recordstore.generated")
                .addMessageType(union);
        files.forEach(dependency -> file.addDependency(dependency.getName()));
        try {
            return FileDescriptor.buildFrom(file.build(), new ArrayList<>(files).toArray(new FileDescriptor[0]));
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the union message is not legal Protobuf", e);
        }
    }
}
