package io.recordstore.schema;

import com.apple.foundationdb.record.IndexEntry;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.expressions.GroupingKeyExpression;
import com.apple.foundationdb.record.provider.foundationdb.IndexMaintenanceFilter;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which records are in which index. The Record Layer's index predicates would say it too, but they go by its other
 * planner's types, which do not know recursive messages.
 */
final class IndexFilter implements IndexMaintenanceFilter {
    private final Map<String, List<CompiledCondition>> conditions;
    private final Set<String> withoutNulls;

    /**
     * @param conditions by the name of the index; an index without any may be left out
     * @param withoutNulls the names of the indexes that take no entry where a value that they aggregate is not set
     */
    IndexFilter(Map<String, List<CompiledCondition>> conditions, Set<String> withoutNulls) {
        this.conditions = Map.copyOf(conditions);
        this.withoutNulls = Set.copyOf(withoutNulls);
    }

    /** What records must meet to be in an index; nothing where all are. */
    List<CompiledCondition> conditions(String index) {
        return conditions.getOrDefault(index, List.of());
    }

    @Override
    public IndexValues maintainIndex(Index index, MessageOrBuilder record) {
        boolean in = conditions(index.getName()).stream().allMatch(condition -> condition.test((Message) record));
        if (!in) {
            return IndexValues.NONE;
        }
        return withoutNulls.contains(index.getName()) ? IndexValues.SOME : IndexValues.ALL;
    }

    @Override
    public boolean maintainIndexValue(Index index, MessageOrBuilder record, IndexEntry entry) {
        int grouping = ((GroupingKeyExpression) index.getRootExpression()).getGroupingCount();
        return entry.getKey().getItems().stream().skip(grouping).noneMatch(Objects::isNull);
    }
}
