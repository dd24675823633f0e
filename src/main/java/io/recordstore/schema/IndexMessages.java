package io.recordstore.schema;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.IndexCondition.Comparison;
import io.recordstore.schema.IndexDefinition.Tokenizer;
import io.recordstore.v1.FanType;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.LeaderboardWindows;
import io.recordstore.v1.SortOrder;
import io.recordstore.v1.TextTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Index definitions from and to {@code recordstore.v1.IndexDefinition}: the one form that a request, an option in a
 * .proto file and the stored schema have in common.
 */
public final class IndexMessages {
    private IndexMessages() {}

    /**
     * @param position where the user has it, for errors
     * @throws InvalidRequest when it says something that this server does not know
     */
    public static IndexDefinition read(io.recordstore.v1.IndexDefinition index, String position) {
        return new IndexDefinition(
                index.getName(),
                index.getRecordType(),
                named(IndexKind.values(), index.getKind(), "INDEX_KIND_", position + ".kind"),
                columns(index.getFieldsList(), position + ".fields"),
                columns(index.getGroupByList(), position + ".group_by"),
                columns(index.getIncludeList(), position + ".include"),
                conditions(index.getWhereList(), position + ".where"),
                index.getUnique(),
                named(Tokenizer.values(), index.getTokenizer(), "TEXT_TOKENIZER_", position + ".tokenizer"),
                index.getCountDuplicates(),
                index.hasLeaderboard() ? Optional.of(read(index.getLeaderboard())) : Optional.empty());
    }

    private static List<IndexColumn> columns(List<IndexField> fields, String position) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> read(fields.get(i), position + "[" + i + "]"))
                .toList();
    }

    private static IndexColumn read(IndexField field, String position) {
        return new IndexColumn(
                field.getPath(),
                named(IndexColumn.Order.values(), field.getOrder(), "SORT_ORDER_", position + ".order"),
                named(IndexColumn.FanType.values(), field.getFanType(), "FAN_TYPE_", position + ".fan_type"));
    }

    private static List<IndexCondition> conditions(List<io.recordstore.v1.IndexCondition> where, String position) {
        return IntStream.range(0, where.size())
                .mapToObj(i -> read(where.get(i), position + "[" + i + "]"))
                .toList();
    }

    private static IndexCondition read(io.recordstore.v1.IndexCondition condition, String position) {
        String path = condition.getPath();
        return switch (condition.getComparisonCase()) {
            case IS_SET -> new IndexCondition(path, Comparison.IS_SET, Boolean.toString(condition.getIsSet()));
            case EQUALS -> new IndexCondition(path, Comparison.EQUALS, condition.getEquals());
            case NOT_EQUALS -> new IndexCondition(path, Comparison.NOT_EQUALS, condition.getNotEquals());
            case LESS_THAN -> new IndexCondition(path, Comparison.LESS_THAN, condition.getLessThan());
            case LESS_THAN_OR_EQUALS ->
                new IndexCondition(path, Comparison.LESS_THAN_OR_EQUALS, condition.getLessThanOrEquals());
            case GREATER_THAN -> new IndexCondition(path, Comparison.GREATER_THAN, condition.getGreaterThan());
            case GREATER_THAN_OR_EQUALS ->
                new IndexCondition(path, Comparison.GREATER_THAN_OR_EQUALS, condition.getGreaterThanOrEquals());
            case COMPARISON_NOT_SET ->
                throw new InvalidRequest(position, "it has no comparison: set one, such as is_set");
        };
    }

    private static Leaderboard read(io.recordstore.v1.Leaderboard leaderboard) {
        return new Leaderboard(
                leaderboard.getHighScoreFirst(),
                leaderboard.getAllTime(),
                leaderboard.getWindowsList().stream()
                        .map(windows -> new Leaderboard.Windows(
                                windows.getType(),
                                windows.getBaseTime(),
                                windows.getInterval(),
                                windows.getDuration(),
                                windows.getCount()))
                        .toList());
    }

    /** The message's enums have the domain's names behind a prefix, and what is not specified is the first. */
    private static <E extends Enum<E>> E named(E[] values, Enum<?> message, String prefix, String position) {
        if (message.name().equals(prefix + "UNSPECIFIED")) {
            return values[0];
        }
        return Arrays.stream(values)
                .filter(value -> message.name().equals(prefix + value.name()))
                .findAny()
                .orElseThrow(() -> new InvalidRequest(position, "this server does not know the value"));
    }

    /** As {@link #read} reads it; what is the default is left out. */
    public static io.recordstore.v1.IndexDefinition write(IndexDefinition index) {
        io.recordstore.v1.IndexDefinition.Builder message = io.recordstore.v1.IndexDefinition.newBuilder()
                .setName(index.name())
                .setRecordType(index.recordType())
                .setKind(io.recordstore.v1.IndexKind.valueOf(
                        "INDEX_KIND_" + index.kind().name()))
                .setUnique(index.unique())
                .setCountDuplicates(index.countDuplicates());
        index.fields().forEach(column -> message.addFields(write(column)));
        index.groupBy().forEach(column -> message.addGroupBy(write(column)));
        index.include().forEach(column -> message.addInclude(write(column)));
        index.where().forEach(condition -> message.addWhere(write(condition)));
        if (index.tokenizer() != Tokenizer.DEFAULT) {
            message.setTokenizer(TextTokenizer.valueOf("TEXT_TOKENIZER_" + index.tokenizer()));
        }
        index.leaderboard().ifPresent(leaderboard -> message.setLeaderboard(write(leaderboard)));
        return message.build();
    }

    private static IndexField write(IndexColumn column) {
        IndexField.Builder field = IndexField.newBuilder().setPath(column.path());
        if (column.order() != IndexColumn.Order.ASCENDING) {
            field.setOrder(SortOrder.valueOf("SORT_ORDER_" + column.order()));
        }
        if (column.fanType() != IndexColumn.FanType.FAN_OUT) {
            field.setFanType(FanType.valueOf("FAN_TYPE_" + column.fanType()));
        }
        return field.build();
    }

    private static io.recordstore.v1.IndexCondition write(IndexCondition condition) {
        io.recordstore.v1.IndexCondition.Builder message =
                io.recordstore.v1.IndexCondition.newBuilder().setPath(condition.path());
        boolean set = condition.comparison() == Comparison.IS_SET;
        return message.setField(
                        io.recordstore.v1.IndexCondition.getDescriptor()
                                .findFieldByName(condition.comparison().name().toLowerCase(Locale.ROOT)),
                        set ? (Object) Boolean.valueOf(condition.value()) : condition.value())
                .build();
    }

    private static io.recordstore.v1.Leaderboard write(Leaderboard leaderboard) {
        io.recordstore.v1.Leaderboard.Builder message = io.recordstore.v1.Leaderboard.newBuilder()
                .setHighScoreFirst(leaderboard.highScoreFirst())
                .setAllTime(leaderboard.allTime());
        leaderboard
                .windows()
                .forEach(windows -> message.addWindows(LeaderboardWindows.newBuilder()
                        .setType(windows.type())
                        .setBaseTime(windows.baseTime())
                        .setInterval(windows.interval())
                        .setDuration(windows.duration())
                        .setCount(windows.count())));
        return message.build();
    }
}
