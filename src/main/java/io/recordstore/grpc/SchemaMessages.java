package io.recordstore.grpc;

import com.google.protobuf.Timestamp;
import io.recordstore.fault.IndexRequired;
import io.recordstore.schema.AppliedSchema;
import io.recordstore.schema.IndexMessages;
import io.recordstore.schema.IndexProgress;
import io.recordstore.schema.ProtoSource;
import io.recordstore.schema.RecordTypeDefinition;
import io.recordstore.schema.SchemaChange;
import io.recordstore.schema.SchemaDefinition;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ApplySchemaResponse;
import io.recordstore.v1.Index;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.IndexState;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.Schema;
import io.recordstore.v1.SchemaChangeKind;
import io.recordstore.v1.SchemaChangeVerdict;
import io.recordstore.v1.SchemaElement;
import io.recordstore.v1.SchemaVersion;
import io.recordstore.v1.SortOrder;
import io.recordstore.v1.UniquenessViolation;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Schemas from messages and to messages. */
final class SchemaMessages {
    private SchemaMessages() {}

    static SchemaDefinition read(ApplySchemaRequest request) {
        return new SchemaDefinition(
                request.getDescriptorSet(),
                request.getProtoFilesList().stream()
                        .map(file -> new ProtoSource(file.getPath(), file.getContent()))
                        .toList(),
                request.getRecordTypesList().stream()
                        .map(type -> new RecordTypeDefinition(type.getName(), type.getPrimaryKeyList()))
                        .toList(),
                read(request.getIndexesList()),
                request.getSensitiveFieldsList());
    }

    private static List<io.recordstore.schema.IndexDefinition> read(List<IndexDefinition> indexes) {
        return IntStream.range(0, indexes.size())
                .mapToObj(i -> IndexMessages.read(indexes.get(i), "indexes[" + i + "]"))
                .toList();
    }

    static Schema write(AppliedSchema schema) {
        return Schema.newBuilder()
                .setVersion(schema.version())
                .setDescriptorSet(schema.files())
                .addAllRecordTypes(schema.recordTypes().stream()
                        .map(type -> RecordType.newBuilder()
                                .setName(type.name())
                                .addAllPrimaryKey(type.primaryKey())
                                .build())
                        .toList())
                .addAllIndexes(
                        schema.indexes().stream().map(SchemaMessages::write).toList())
                .setApplyTime(timestamp(schema.applyTime()))
                .addAllSensitiveFields(schema.sensitiveFields())
                .build();
    }

    static ApplySchemaResponse write(AppliedSchema.Outcome outcome) {
        ApplySchemaResponse.Builder response = ApplySchemaResponse.newBuilder();
        if (outcome.schema() != null) {
            response.setSchema(write(outcome.schema()));
        }
        outcome.changes().forEach(change -> response.addChanges(write(change)));
        return response.build();
    }

    private static io.recordstore.v1.SchemaChange write(SchemaChange change) {
        io.recordstore.v1.SchemaChange.Builder message = io.recordstore.v1.SchemaChange.newBuilder()
                .setKind(SchemaChangeKind.valueOf("SCHEMA_CHANGE_KIND_" + change.kind()))
                .setElement(SchemaElement.valueOf("SCHEMA_ELEMENT_" + change.element()))
                .setName(change.name())
                .setDescription(change.description())
                .setVerdict(SchemaChangeVerdict.SCHEMA_CHANGE_VERDICT_ALLOWED)
                .setRecordsToIndex(change.recordsToIndex());
        change.refusal().ifPresent(refusal -> message.setVerdict(SchemaChangeVerdict.SCHEMA_CHANGE_VERDICT_REFUSED)
                .setReason(refusal.reason())
                .setFix(refusal.fix()));
        return message.build();
    }

    static SchemaVersion write(AppliedSchema.Version version) {
        return SchemaVersion.newBuilder()
                .setVersion(version.version())
                .setApplyTime(timestamp(version.applyTime()))
                .addAllRecordTypes(version.recordTypes())
                .addAllIndexes(version.indexes())
                .build();
    }

    static Index write(IndexProgress index) {
        return Index.newBuilder()
                .setDefinition(IndexMessages.write(index.definition()))
                .setState(index.state().map(SchemaMessages::state).orElse(IndexState.INDEX_STATE_UNSPECIFIED))
                .setSinceVersion(index.sinceVersion())
                .setRecordsIndexed(index.recordsIndexed())
                .setRecordsTotal(index.recordsTotal())
                .addAllViolations(
                        index.violations().stream().map(SchemaMessages::write).toList())
                .build();
    }

    /** The index that a refused query lacks, ready for ApplySchema. */
    static IndexDefinition missingIndex(IndexRequired missing) {
        IndexRequired.Index index = missing.index();
        IndexDefinition.Builder definition = IndexDefinition.newBuilder()
                .setName(index.name())
                .setRecordType(index.recordType())
                .setKind(IndexKind.valueOf("INDEX_KIND_" + index.kind()));
        index.fields().forEach(column -> definition.addFields(field(column)));
        index.groupBy()
                .forEach(path -> definition.addGroupBy(IndexField.newBuilder().setPath(path)));
        return definition.build();
    }

    private static IndexField field(IndexRequired.Column column) {
        IndexField.Builder field = IndexField.newBuilder().setPath(column.path());
        return (column.descending() ? field.setOrder(SortOrder.SORT_ORDER_DESCENDING) : field).build();
    }

    private static UniquenessViolation write(io.recordstore.schema.UniquenessViolation violation) {
        return UniquenessViolation.newBuilder()
                .setValues(TupleValues.write(violation.values()))
                .setPrimaryKey(TupleValues.write(violation.primaryKey()))
                .setOtherPrimaryKey(TupleValues.write(violation.otherPrimaryKey()))
                .build();
    }

    private static IndexState state(com.apple.foundationdb.record.IndexState state) {
        return switch (state) {
            case DISABLED -> IndexState.INDEX_STATE_DISABLED;
            case WRITE_ONLY -> IndexState.INDEX_STATE_WRITE_ONLY;
            case READABLE, READABLE_UNIQUE_PENDING -> IndexState.INDEX_STATE_READABLE;
        };
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
