package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.IndexColumn.FanType;
import io.recordstore.schema.IndexColumn.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an index must be, whatever is stored. What it checks, {@link IndexCompiler} relies on. */
final class IndexRules {
    private final Descriptor message;
    private final IndexDefinition index;
    private final String position;

    /**
     * @param message the user's message that it is on
     * @param position where the user has it, for errors
     */
    IndexRules(Descriptor message, IndexDefinition index, String position) {
        this.message = message;
        this.index = index;
        this.position = position;
    }

    /** @throws InvalidRequest when it breaks a rule */
    void check() {
        checkNumbers();
        checkSettings();
        List<FieldPath> groupBy = paths(index.groupBy(), ".group_by");
        List<FieldPath> fields = paths(index.fields(), ".fields");
        List<FieldPath> include = paths(index.include(), ".include");
        checkTypes(fields);
        checkIncluded(include);
        List<FieldPath> keys = new ArrayList<>(groupBy);
        keys.addAll(fields);
        checkElements(keys);
        checkDistinct(keys, include);
        checkConditions();
    }

    private void checkNumbers() {
        IndexKind kind = index.kind();
        int fields = index.fields().size();
        require(fields <= kind.maxFields(), ".fields", tooMany(kind));
        require(fields >= kind.minFields(), ".fields", tooFew(kind));
        require(
                index.groupBy().isEmpty() || kind.canBeGrouped(),
                ".group_by",
                "an index of kind " + kind + " has no groups: put the paths first among its fields");
        require(
                index.include().isEmpty() || kind == IndexKind.VALUE,
                ".include",
                "only an index of kind VALUE can include further fields");
        require(
                fields + index.groupBy().size() + index.include().size() <= SchemaLimits.MAX_KEY_FIELDS,
                ".fields",
                "there are more than " + SchemaLimits.MAX_KEY_FIELDS + " fields");
        require(
                index.where().size() <= SchemaLimits.MAX_CONDITIONS,
                ".where",
                "there are more than " + SchemaLimits.MAX_CONDITIONS + " conditions");
    }

    private static String tooMany(IndexKind kind) {
        return kind.maxFields() == 0
                ? "an index of kind " + kind + " counts records and has no fields: group_by keeps the counts apart"
                : "an index of kind " + kind + " has at most " + kind.maxFields()
                        + (kind.maxFields() == 1 ? " field" : " fields");
    }

    private static String tooFew(IndexKind kind) {
        return kind == IndexKind.TIME_WINDOW_LEADERBOARD
                ? "a leaderboard is on the score and the time, in this order"
                : "an index of kind " + kind + " is on at least one field";
    }

    private void checkSettings() {
        IndexKind kind = index.kind();
        require(!index.unique() || kind.canBeUnique(), ".unique", "an index of kind " + kind + " cannot be unique");
        require(
                index.unique() || kind != IndexKind.BITMAP_VALUE,
                ".unique",
                "a bitmap must be unique: of two records at one position, deleting either would clear the bit of both");
        require(
                index.tokenizer() == IndexDefinition.Tokenizer.DEFAULT || kind == IndexKind.TEXT,
                ".tokenizer",
                "only an index of kind TEXT has a tokenizer");
        require(
                !index.countDuplicates() || kind == IndexKind.RANK,
                ".count_duplicates",
                "only an index of kind RANK counts duplicates");
        require(
                index.leaderboard().isPresent() == (kind == IndexKind.TIME_WINDOW_LEADERBOARD),
                ".leaderboard",
                "an index of kind TIME_WINDOW_LEADERBOARD has one, and no other has");
        index.leaderboard().ifPresent(board -> new LeaderboardRules(board, position + ".leaderboard").check());
    }

    private List<FieldPath> paths(List<IndexColumn> columns, String where) {
        List<FieldPath> paths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String requestField = where + "[" + i + "]";
            FieldPath path = FieldPath.resolveAny(message, columns.get(i).path(), position + requestField + ".path");
            checkColumn(columns.get(i), path, requestField);
            paths.add(path);
        }
        return paths;
    }

    private void checkColumn(IndexColumn column, FieldPath path, String requestField) {
        require(
                column.fanType() == FanType.FAN_OUT || path.last().isRepeated(),
                requestField + ".fan_type",
                "'" + path + "' does not end at a repeated field, which alone can be concatenated");
        if (column.order() == Order.ASCENDING) {
            return;
        }
        String order = requestField + ".order";
        require(
                index.kind() == IndexKind.VALUE || index.kind() == IndexKind.VERSION,
                order,
                "the columns of an index of kind " + index.kind() + " are ascending; a query may read it backwards");
        require(column.fanType() == FanType.FAN_OUT, order, "a concatenated column is ascending");
    }

    private void checkTypes(List<FieldPath> fields) {
        switch (index.kind()) {
            case TEXT -> {
                require(
                        fields.get(0).last().getType() == FieldDescriptor.Type.STRING,
                        ".fields[0].path",
                        "a text index is on a string");
                requireSingular(fields.get(0), 0);
            }
            case SUM ->
                require(
                        FieldTypes.isSummable(fields.get(0).last()),
                        ".fields[0].path",
                        "a sum is of an int32, int64, sint32, sint64, uint32 or uint64; for money, use the smallest"
                                + " unit as an int64");
            case BITMAP_VALUE -> {
                requireInteger(fields.get(0), 0);
                requireSingular(fields.get(0), 0);
            }
            case TIME_WINDOW_LEADERBOARD -> {
                requireInteger(fields.get(0), 0);
                requireInteger(fields.get(1), 1);
            }
            default -> {}
        }
    }

    private void requireSingular(FieldPath path, int i) {
        require(
                !path.isRepeated(),
                ".fields[" + i + "].path",
                "'" + path + "' is repeated, and an index of kind " + index.kind() + " holds one value per record");
    }

    private void requireInteger(FieldPath path, int i) {
        require(
                FieldTypes.isInteger(path.last()),
                ".fields[" + i + "].path",
                "'" + path + "' is not an integer, which an index of kind " + index.kind() + " needs here");
    }

    private void checkIncluded(List<FieldPath> include) {
        for (int i = 0; i < include.size(); i++) {
            require(
                    !include.get(i).isRepeated(),
                    ".include[" + i + "].path",
                    "'" + include.get(i) + "' is repeated, and only single values can be included");
            require(
                    index.include().get(i).order() == Order.ASCENDING,
                    ".include[" + i + "].order",
                    "what is included does not sort");
        }
    }

    /**
     * All that is fanned out is of one element, and stands together: an index over the elements of two repeated fields
     * would hold every pair of them, of which one record could have billions.
     */
    private void checkElements(List<FieldPath> keys) {
        List<IndexColumn> columns = index.keyColumns();
        int last = -1;
        for (int i = 0; i < keys.size(); i++) {
            List<FieldDescriptor> elements = Elements.of(keys.get(i), columns.get(i));
            if (elements.isEmpty()) {
                continue;
            }
            if (last >= 0) {
                List<FieldDescriptor> others = Elements.of(keys.get(last), columns.get(last));
                require(
                        Elements.isPrefix(elements, others) || Elements.isPrefix(others, elements),
                        ".fields",
                        "'" + keys.get(last) + "' and '" + keys.get(i) + "' go through different repeated fields: an"
                                + " index over both would hold every pair of their elements; make two indexes, or"
                                + " concatenate one");
                require(
                        last == i - 1,
                        ".fields",
                        "'" + keys.get(last) + "' and '" + keys.get(i) + "' are of the same element and must stand"
                                + " side by side");
            }
            last = i;
        }
    }

    private void checkDistinct(List<FieldPath> keys, List<FieldPath> include) {
        Set<FieldPath> seen = new HashSet<>();
        List<FieldPath> all = new ArrayList<>(keys);
        all.addAll(include);
        for (FieldPath path : all) {
            require(seen.add(path), ".fields", "'" + path + "' is named twice");
        }
    }

    private void checkConditions() {
        for (int i = 0; i < index.where().size(); i++) {
            CompiledCondition.compile(message, index.where().get(i), position + ".where[" + i + "]");
        }
    }

    private void require(boolean condition, String field, String description) {
        if (!condition) {
            throw new InvalidRequest(position + field, description);
        }
    }
}
