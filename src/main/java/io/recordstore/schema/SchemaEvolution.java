package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.storage.v1.StoredFormerIndex;
import io.recordstore.storage.v1.StoredIndex;
import io.recordstore.storage.v1.StoredRecordType;
import io.recordstore.storage.v1.StoredSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The next version of a schema: what the user defined, with the numbers that what is stored depends on carried over
 * from the version before.
 */
final class SchemaEvolution {
    private static final StoredSchema NONE =
            StoredSchema.newBuilder().setNextIndexKey(1).build();

    private final Optional<CompiledSchema> compiledBefore;
    private final StoredSchema before;
    private final DefinedSchema defined;
    private final int version;
    private final StoredSchema.Builder next;
    private final Map<String, StoredRecordType> numberedTypes = new HashMap<>();

    private SchemaEvolution(Optional<CompiledSchema> before, DefinedSchema defined) {
        this.compiledBefore = before;
        this.before = before.map(CompiledSchema::stored).orElse(NONE);
        this.defined = defined;
        this.version = this.before.getVersion() + 1;
        this.next = StoredSchema.newBuilder().setVersion(version).setNextIndexKey(this.before.getNextIndexKey());
    }

    /**
     * @param before the version in force; empty for the first
     * @return the next version; empty when the definition is what is in force
     */
    static Optional<StoredSchema> next(Optional<CompiledSchema> before, DefinedSchema defined) {
        return new SchemaEvolution(before, defined).next();
    }

    private Optional<StoredSchema> next() {
        next.setFiles(defined.files());
        next.addAllSensitiveFields(defined.sensitiveFields());
        addRecordTypes();
        defined.indexes().forEach(this::addIndex);
        addFormerIndexes();
        return isInForce() ? Optional.empty() : Optional.of(next.build());
    }

    private boolean isInForce() {
        return next.clone().setVersion(before.getVersion()).build().equals(before);
    }

    private void addRecordTypes() {
        int lastNumber = before.getRecordTypesList().stream()
                .mapToInt(StoredRecordType::getUnionNumber)
                .max()
                .orElse(0);
        List<StoredRecordType> types = new ArrayList<>();
        for (Map.Entry<Descriptor, RecordTypeDefinition> type :
                defined.recordTypes().entrySet()) {
            StoredRecordType.Builder stored = StoredRecordType.newBuilder()
                    .setMessage(type.getKey().getFullName())
                    .addAllPrimaryKey(type.getValue().primaryKey());
            Optional<StoredRecordType> old = known(type.getKey());
            types.add(stored.setUnionNumber(old.isPresent() ? old.get().getUnionNumber() : ++lastNumber)
                    .setSinceVersion(old.map(StoredRecordType::getSinceVersion).orElse(version))
                    .build());
        }
        types.sort(Comparator.comparingInt(StoredRecordType::getUnionNumber));
        next.addAllRecordTypes(types);
        types.forEach(type -> numberedTypes.put(type.getMessage(), type));
    }

    /** The same message, or one of the same simple name whose package was another. */
    private Optional<StoredRecordType> known(Descriptor message) {
        return before.getRecordTypesList().stream()
                .filter(type -> type.getMessage().equals(message.getFullName()))
                .findAny()
                .or(() -> before.getRecordTypesList().stream()
                        .filter(type -> simpleName(type.getMessage()).equals(message.getName()))
                        .findAny());
    }

    private static String simpleName(String fullName) {
        return fullName.substring(fullName.lastIndexOf('.') + 1);
    }

    private void addIndex(IndexDefinition index) {
        Optional<StoredIndex> old = before.getIndexesList().stream()
                .filter(stored -> stored.getDefinition().getName().equals(index.name()))
                .findAny();
        StoredIndex.Builder stored = StoredIndex.newBuilder().setDefinition(IndexMessages.write(index));
        if (old.isPresent() && isUnchanged(old.get(), index)) {
            next.addIndexes(
                    stored.setKey(old.get().getKey()).setSinceVersion(old.get().getSinceVersion()));
            return;
        }
        long key = next.getNextIndexKey();
        next.setNextIndexKey(key + 1);
        next.addIndexes(stored.setKey(key).setSinceVersion(version));
    }

    /** An index that is unchanged keeps its key; a changed one is another index of the same name. */
    private boolean isUnchanged(StoredIndex old, IndexDefinition index) {
        IndexDefinition before = IndexMessages.read(old.getDefinition(), "indexes");
        CompiledSchema schema = compiledBefore.orElseThrow();
        RecordTypeSchema type = schema.recordType(before.recordType());
        StoredRecordType now = numberedTypes.get(index.recordType());
        return before.on(index.recordType()).equals(index)
                && type.unionNumber() == now.getUnionNumber()
                && keeps(index, type.user());
    }

    /** Whether all that the index is made of has the same values in records that are stored as it had before. */
    private boolean keeps(IndexDefinition index, Descriptor before) {
        Descriptor after = defined.recordTypes().keySet().stream()
                .filter(message -> message.getFullName().equals(index.recordType()))
                .findAny()
                .orElseThrow();
        return Stream.of(
                        index.keyColumns().stream().map(IndexColumn::path),
                        index.include().stream().map(IndexColumn::path),
                        index.where().stream().map(IndexCondition::path))
                .flatMap(Function.identity())
                .allMatch(path -> presence(before, path).equals(presence(after, path))
                        && hashes(before, path, Set.copyOf(this.before.getSensitiveFieldsList()))
                                .equals(hashes(after, path, defined.sensitiveFields())));
    }

    /** What the hashes that an index holds depend on; nothing where it holds values. */
    private static List<String> hashes(Descriptor message, String path, Set<String> sensitive) {
        return FieldPath.resolveAny(message, path, "indexes").fields().stream()
                .filter(field -> sensitive.contains(field.getFullName()))
                .map(SensitiveFields::label)
                .toList();
    }

    private static List<Boolean> presence(Descriptor message, String path) {
        return FieldPath.resolveAny(message, path, "indexes").fields().stream()
                .map(FieldDescriptor::hasPresence)
                .toList();
    }

    private void addFormerIndexes() {
        next.addAllFormerIndexes(before.getFormerIndexesList());
        Set<Long> kept = next.getIndexesList().stream().map(StoredIndex::getKey).collect(Collectors.toSet());
        for (StoredIndex index : before.getIndexesList()) {
            if (!kept.contains(index.getKey())) {
                next.addFormerIndexes(StoredFormerIndex.newBuilder()
                        .setName(index.getDefinition().getName())
                        .setKey(index.getKey())
                        .setSinceVersion(index.getSinceVersion())
                        .setDroppedVersion(version));
            }
        }
    }
}
