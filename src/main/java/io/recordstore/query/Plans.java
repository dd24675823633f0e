package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.telemetry.CacheMeters;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The plans of queries. A plan names the values of its query and does not have them, so that the plan of one query serves
 * every other of the same shape.
 */
@Singleton
class Plans {
    private final Cache<QueryShape, Plan> cache =
            Caffeine.newBuilder().maximumSize(QueryLimits.CACHED_PLANS).build();
    private final QueryMeters meters;
    private final CacheMeters cacheMeters;

    Plans(QueryMeters meters, CacheMeters cacheMeters) {
        this.meters = meters;
        this.cacheMeters = cacheMeters;
    }

    /**
     * The plan of a query, with its values.
     *
     * @throws io.recordstore.fault.InvalidRequest when the query breaks a rule, whatever the indexes are
     */
    BoundPlan plan(OpenRecordSpace space, QuerySpec query) {
        RecordTypeSchema type = space.schema().recordType(query.recordType());
        Parameters parameters = new Parameters();
        Optional<QueryComponent> filter = query.filter().map(root -> new FilterTranslator(
                        space.schema().sensitiveFields(),
                        parameters,
                        !query.isSorted(),
                        new DescendingFields(space.schema(), type))
                .translate(type.user(), root));
        QueryShape shape = QueryShape.of(space, type, query, parameters);
        Plan known = cache.getIfPresent(shape);
        cacheMeters.looked(CacheMeters.Cache.PLAN, known != null);
        return new BoundPlan(known == null ? make(space, query, filter, shape) : known, parameters);
    }

    /** A plan that is refused is not kept: its query is sent again when there is another index, if ever. */
    private Plan make(OpenRecordSpace space, QuerySpec query, Optional<QueryComponent> filter, QueryShape shape) {
        Plan plan = new Planner(space, query, filter).plan();
        meters.planned();
        if (plan.refusal().isEmpty()) {
            cache.put(shape, plan);
        }
        return plan;
    }
}
