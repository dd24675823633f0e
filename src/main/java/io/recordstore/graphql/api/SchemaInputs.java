package io.recordstore.graphql.api;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.IndexInput;
import io.recordstore.graphql.api.model.IndexInput.IndexConditionInput;
import io.recordstore.graphql.api.model.IndexInput.IndexFieldInput;
import io.recordstore.graphql.api.model.IndexInput.LeaderboardInput;
import io.recordstore.graphql.api.model.ProtoFileInput;
import io.recordstore.graphql.api.model.RecordTypeInput;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexCondition;
import io.recordstore.schema.IndexCondition.Comparison;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.Leaderboard;
import io.recordstore.schema.ProtoSource;
import io.recordstore.schema.RecordTypeDefinition;
import io.recordstore.schema.SchemaDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Schemas from input objects. */
final class SchemaInputs {
    private static final Set<String> TRUTHS = Set.of("true", "false");

    private SchemaInputs() {}

    static SchemaDefinition read(
            List<ProtoFileInput> files,
            List<RecordTypeInput> recordTypes,
            List<IndexInput> indexes,
            List<String> sensitiveFields) {
        return new SchemaDefinition(
                FileDescriptorSet.getDefaultInstance(),
                files.stream()
                        .map(file -> new ProtoSource(file.path(), file.content()))
                        .toList(),
                orNone(recordTypes).stream()
                        .map(type -> new RecordTypeDefinition(type.name(), type.primaryKey()))
                        .toList(),
                orNone(indexes).stream().map(SchemaInputs::index).toList(),
                orNone(sensitiveFields));
    }

    private static IndexDefinition index(IndexInput index) {
        return new IndexDefinition(
                index.name(),
                index.recordType(),
                index.kind() == null
                        ? IndexKind.VALUE
                        : IndexKind.valueOf(index.kind().name()),
                columns(index.fields()),
                columns(index.groupBy()),
                columns(index.include()),
                orNone(index.where()).stream().map(SchemaInputs::condition).toList(),
                Boolean.TRUE.equals(index.unique()),
                index.tokenizer() == null
                        ? IndexDefinition.Tokenizer.DEFAULT
                        : IndexDefinition.Tokenizer.valueOf(index.tokenizer().name()),
                Boolean.TRUE.equals(index.countDuplicates()),
                Optional.ofNullable(index.leaderboard()).map(SchemaInputs::leaderboard));
    }

    private static IndexCondition condition(IndexConditionInput condition) {
        Comparison comparison = Comparison.valueOf(condition.comparison().name());
        if (comparison == Comparison.IS_SET && !TRUTHS.contains(condition.value())) {
            throw new InvalidRequest("indexes.where.value", "whether a field is set is true or false");
        }
        return new IndexCondition(condition.path(), comparison, condition.value());
    }

    private static List<IndexColumn> columns(List<IndexFieldInput> fields) {
        return orNone(fields).stream()
                .map(field -> new IndexColumn(
                        field.path(),
                        field.order() == null
                                ? IndexColumn.Order.ASCENDING
                                : IndexColumn.Order.valueOf(field.order().name()),
                        field.fanType() == null
                                ? IndexColumn.FanType.FAN_OUT
                                : IndexColumn.FanType.valueOf(field.fanType().name())))
                .toList();
    }

    private static Leaderboard leaderboard(LeaderboardInput leaderboard) {
        return new Leaderboard(
                Boolean.TRUE.equals(leaderboard.highScoreFirst()),
                Boolean.TRUE.equals(leaderboard.allTime()),
                orNone(leaderboard.windows()).stream()
                        .map(windows -> new Leaderboard.Windows(
                                windows.type(),
                                windows.baseTime(),
                                windows.interval(),
                                windows.duration(),
                                windows.count()))
                        .toList());
    }

    static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }
}
