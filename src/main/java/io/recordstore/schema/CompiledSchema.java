package io.recordstore.schema;

import com.apple.foundationdb.record.RecordMetaData;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.recordstore.fault.NotFound;
import io.recordstore.storage.v1.StoredSchema;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A version of a schema, ready to use. Immutable; made once per version and cached. */
public final class CompiledSchema {
    private final StoredSchema stored;
    private final RecordMetaData metaData;
    private final Map<String, RecordTypeSchema> recordTypes;
    private final Map<String, RecordTypeSchema> recordTypesByFullName;
    private final ZeroValues zeroValues;
    private final SensitiveFields sensitiveFields;
    private final HashedValues hashedValues;
    private final TypeRegistry userTypes;
    private final Map<String, IndexDefinition> indexes;
    private final IndexFilter indexFilter;

    CompiledSchema(
            StoredSchema stored,
            RecordMetaData metaData,
            Collection<RecordTypeSchema> recordTypes,
            ZeroValues zeroValues,
            SensitiveFields sensitiveFields,
            HashedValues hashedValues,
            TypeRegistry userTypes) {
        this.stored = stored;
        this.metaData = metaData;
        this.recordTypes = new LinkedHashMap<>();
        this.recordTypesByFullName = new LinkedHashMap<>();
        recordTypes.forEach(type -> {
            this.recordTypes.put(type.name(), type);
            this.recordTypesByFullName.put(type.user().getFullName(), type);
        });
        this.zeroValues = zeroValues;
        this.sensitiveFields = sensitiveFields;
        this.hashedValues = hashedValues;
        this.userTypes = userTypes;
        this.indexes = new LinkedHashMap<>();
        stored.getIndexesList().stream()
                .map(index -> IndexMessages.read(index.getDefinition(), "indexes"))
                .forEach(index -> this.indexes.put(index.name(), index));
        this.indexFilter = new IndexFilter(conditions(), extremes());
    }

    /** Counts from 1. */
    public int version() {
        return stored.getVersion();
    }

    /** The Record Layer's meta-data; its version is this one. */
    public RecordMetaData metaData() {
        return metaData;
    }

    /** The user's messages, for {@code google.protobuf.Any} in JSON. */
    public TypeRegistry userTypes() {
        return userTypes;
    }

    /**
     * @param name the message's simple or full name
     * @throws NotFound when no record type has that name
     */
    public RecordTypeSchema recordType(String name) {
        RecordTypeSchema type = recordTypes.getOrDefault(name, recordTypesByFullName.get(name));
        if (type == null) {
            throw new NotFound(
                    "RecordType",
                    name,
                    "record_type: the schema has no record type '" + name + "'; it has " + recordTypes.keySet());
        }
        return type;
    }

    /** The record type whose primary keys start with this number; null when there is none. */
    RecordTypeSchema recordType(long unionNumber) {
        return recordTypes.values().stream()
                .filter(type -> type.unionNumber() == unionNumber)
                .findAny()
                .orElse(null);
    }

    /** All record types, in the order of their union numbers. */
    public Collection<RecordTypeSchema> recordTypes() {
        return recordTypes.values();
    }

    /** The fields whose values no index holds. */
    public SensitiveFields sensitiveFields() {
        return sensitiveFields;
    }

    /**
     * A record that was stored.
     *
     * @param userBytes what {@link #userBytes} gave when it was stored
     */
    public StorageMessage stored(RecordTypeSchema type, ByteString userBytes) {
        return new StorageMessage(this, type.storage(), userBytes, null);
    }

    /**
     * A record to store.
     *
     * @param parsed of the type's storage descriptor, from what the user gives
     */
    public StorageMessage toStore(Message parsed) {
        return new StorageMessage(
                this, parsed.getDescriptorForType(), strip(parsed).toByteString(), complete(parsed));
    }

    /**
     * A record as its user has it.
     *
     * @param record of a storage descriptor; may be a part of a record
     */
    public ByteString userBytes(Message record) {
        return record instanceof StorageMessage whole
                ? whole.userBytes()
                : strip(record).toByteString();
    }

    /** A storage message with the zeros that proto3 leaves out, and the hashes of its sensitive values. */
    Message complete(Message record) {
        return hashedValues.add(zeroValues.fill(record));
    }

    /** A storage message as its user wrote it. */
    Message strip(Message record) {
        return zeroValues.strip(hashedValues.remove(record));
    }

    private Map<String, List<CompiledCondition>> conditions() {
        Map<String, List<CompiledCondition>> conditions = new HashMap<>();
        for (IndexDefinition index : indexes.values()) {
            Descriptor message = recordType(index.recordType()).user();
            conditions.put(
                    index.name(),
                    index.where().stream()
                            .map(condition -> CompiledCondition.compile(message, condition, "indexes"))
                            .toList());
        }
        return conditions;
    }

    /** Of a value that is not set there is no least and no greatest. */
    private Set<String> extremes() {
        return indexes.values().stream()
                .filter(index -> index.kind().isExtreme())
                .map(IndexDefinition::name)
                .collect(Collectors.toSet());
    }

    /** The definitions of all indexes, by name; each names its record type in full. */
    public Map<String, IndexDefinition> indexes() {
        return Collections.unmodifiableMap(indexes);
    }

    /** What records must meet to be in an index; nothing where all are. */
    public List<CompiledCondition> conditions(String index) {
        return indexFilter.conditions(index);
    }

    /** Which records are in which index. */
    IndexFilter indexFilter() {
        return indexFilter;
    }

    /** What the schema was made from. */
    StoredSchema stored() {
        return stored;
    }
}
