package io.recordstore.query;

import com.apple.foundationdb.record.IndexState;
import com.google.protobuf.ByteString;
import io.recordstore.record.Scalar;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the plan of a query depends on: all of it but the values that the plan has names for.
 *
 * @param indexStates of the indexes that are not readable
 * @param indexes that the query may read: those with conditions depend on its values
 * @param filter without its values
 * @param parameters the names of its values, which tell a list from a value and how many there are
 */
record QueryShape(
        ByteString incarnation,
        int schemaVersion,
        Map<String, IndexState> indexStates,
        Set<String> indexes,
        String recordType,
        Optional<Filter> filter,
        List<String> parameters,
        List<SortKey> orderBy,
        List<String> fields,
        boolean distinct,
        boolean allowScan) {
    private static final Scalar ANY = new Scalar.Bool(false);

    static QueryShape of(OpenRecordSpace space, RecordTypeSchema type, QuerySpec query, Parameters parameters) {
        return new QueryShape(
                space.space().identity(),
                space.schema().version(),
                space.store().getRecordStoreState().getIndexStates(),
                UsableIndexes.names(space, type, query, query.isSorted()),
                type.name(),
                query.filter().map(filter -> withoutValues(filter, query.isSorted())),
                parameters.names(),
                query.orderBy(),
                query.fields(),
                query.distinct(),
                query.allowScan());
    }

    private static Filter withoutValues(Filter filter, boolean sorted) {
        if (filter instanceof Filter.And and) {
            return new Filter.And(withoutValues(and.filters(), sorted));
        }
        if (filter instanceof Filter.Or or) {
            return new Filter.Or(withoutValues(or.filters(), sorted));
        }
        if (filter instanceof Filter.Not not) {
            return new Filter.Not(withoutValues(not.filter(), sorted));
        }
        if (filter instanceof Filter.Element element) {
            return new Filter.Element(
                    element.path(), element.quantifier(), withoutValues(element.filter(), sorted), "");
        }
        Filter.Field field = (Filter.Field) filter;
        return new Filter.Field(field.path(), field.quantifier(), withoutValues(field.comparison(), sorted), "");
    }

    private static List<Filter> withoutValues(List<Filter> filters, boolean sorted) {
        return filters.stream().map(filter -> withoutValues(filter, sorted)).toList();
    }

    /** Words, and the values of {@code in} under an order, are in the plan itself. */
    private static Filter.Comparison withoutValues(Filter.Comparison comparison, boolean sorted) {
        if (comparison instanceof Filter.Compare compare) {
            return new Filter.Compare(compare.operator(), ANY);
        }
        return comparison instanceof Filter.In && !sorted ? new Filter.In(List.of()) : comparison;
    }
}
