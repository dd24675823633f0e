package io.recordstore.graphql.api;

import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.ExplanationObject;
import io.recordstore.graphql.api.model.FilterInput;
import io.recordstore.graphql.api.model.OrderInput;
import io.recordstore.graphql.api.model.PutModeEnum;
import io.recordstore.graphql.api.model.RecordObject;
import io.recordstore.graphql.api.model.RecordObject.RecordConnection;
import io.recordstore.graphql.api.model.RecordObject.WrittenRecord;
import io.recordstore.graphql.api.model.ValueInput;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Filter;
import io.recordstore.query.Queries;
import io.recordstore.query.QuerySpec;
import io.recordstore.query.SortKey;
import io.recordstore.record.PutCondition;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Records;
import io.recordstore.record.Scalar;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Records of any type over GraphQL, as JSON. */
@GraphQLApi
public class RecordsApi {
    private static final int MAX_PAGE = 1_000;

    /** The bytes of a record's version: see {@code RecordVersions}. */
    private static final int VERSION_BYTES = 12;

    private final Records records;
    private final Queries queries;
    private final Aggregates aggregates;
    private final CurrentCall call;

    RecordsApi(Records records, Queries queries, Aggregates aggregates, CurrentCall call) {
        this.records = records;
        this.queries = queries;
        this.aggregates = aggregates;
        this.call = call;
    }

    @Query("record")
    @Description("The record with a primary key; null when there is none.")
    @Needs(right = "read")
    public Uni<RecordObject> record(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("recordType") @NonNull @Description(Arguments.RECORD_TYPE) String recordType,
            @Name("primaryKey") @NonNull @Description(Arguments.PRIMARY_KEY) List<@NonNull ValueInput> primaryKey) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName space = new RecordSpaceName(recordSpace);
        List<Scalar> key = Values.readAll(primaryKey, "primaryKey");
        return call.run(current -> records.at(current.moment())
                        .getAll(owner, space, recordType, List.of(key), RecordContent.Format.JSON))
                .map(found -> found.get(0).map(RecordObject::of).orElse(null));
    }

    @Query("records")
    @Description("The records that a filter selects. INDEX_REQUIRED, with the index to add, when no index serves it.")
    @Needs(right = "read")
    public Uni<RecordConnection> records(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("recordType") @NonNull @Description(Arguments.RECORD_TYPE) String recordType,
            @Name("filter") @Description(Arguments.FILTER) FilterInput filter,
            @Name("orderBy") @Nullable @Description(Arguments.ORDER_BY) List<@NonNull OrderInput> orderBy,
            @Name("fields") @Nullable @Description(Arguments.FIELDS) List<@NonNull String> fields,
            @Name("distinct")
                    @Description("Each combination of the values of fields once, in ascending order.")
                    @DefaultValue("false")
                    Boolean distinct,
            @Name(GraphqlFaults.ALLOW_SCAN) @Description(Arguments.ALLOW_SCAN) @DefaultValue("false") Boolean allowScan,
            @Name("first") @Description("At most this many, up to 1,000; 20 when left out.") Integer first,
            @Name("after") @Description(Arguments.AFTER) String after) {
        int size = Pages.size(first, MAX_PAGE);
        TenantName owner = call.tenant(tenant);
        RecordSpaceName space = new RecordSpaceName(recordSpace);
        QuerySpec query = query(recordType, filter, orderBy, fields, distinct, allowScan, size + 1);
        return call.run(current -> queries.at(current.moment())
                        .run(owner, space, query, RecordContent.Format.JSON, after == null ? "" : after)
                        .collect()
                        .asList())
                .map(events -> RecordPages.page(events, size, after));
    }

    @Query("recordCount")
    @Description(
            "How many records a filter selects: from an index that counts, or one by one through an index that finds them.")
    @Needs(right = "read")
    public Uni<Long> recordCount(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("recordType") @NonNull @Description(Arguments.RECORD_TYPE) String recordType,
            @Name("filter") @Description(Arguments.FILTER) FilterInput filter,
            @Name(GraphqlFaults.ALLOW_SCAN) @Description(Arguments.ALLOW_SCAN) @DefaultValue("false")
                    Boolean allowScan) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName space = new RecordSpaceName(recordSpace);
        QuerySpec query = query(recordType, filter, null, null, false, allowScan, 0);
        return call.run(current -> aggregates.count(owner, space, query));
    }

    @Query("explain")
    @Description("How a query would run: its plan, the indexes that it uses, and the one that it lacks. It is not run.")
    @Needs(right = "read")
    public Uni<ExplanationObject> explain(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("recordType") @NonNull @Description(Arguments.RECORD_TYPE) String recordType,
            @Name("filter") @Description(Arguments.FILTER) FilterInput filter,
            @Name("orderBy") @Nullable @Description(Arguments.ORDER_BY) List<@NonNull OrderInput> orderBy,
            @Name("fields") @Nullable @Description(Arguments.FIELDS) List<@NonNull String> fields,
            @Name("distinct")
                    @Description("Each combination of the values of fields once, in ascending order.")
                    @DefaultValue("false")
                    Boolean distinct,
            @Name(GraphqlFaults.ALLOW_SCAN) @Description(Arguments.ALLOW_SCAN) @DefaultValue("false")
                    Boolean allowScan) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName space = new RecordSpaceName(recordSpace);
        QuerySpec query = query(recordType, filter, orderBy, fields, distinct, allowScan, 0);
        return call.run(current -> queries.at(current.moment()).explain(owner, space, query))
                .map(ExplanationObject::of);
    }

    @Mutation("putRecord")
    @Description("Writes a record, in a transaction of its own, and returns its version.")
    @Needs(right = "write")
    public Uni<WrittenRecord> putRecord(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("recordType") @NonNull @Description(Arguments.RECORD_TYPE) String recordType,
            @Name("record") @NonNull @Description("The record, as proto3 JSON has it.") Object record,
            @Name("mode") @Description("What must be there before; UPSERT when left out.") PutModeEnum mode,
            @Name("expectedVersion")
                    @Description("The version that the record that is there must have, in base64. Leave mode out then.")
                    String expectedVersion) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName space = new RecordSpaceName(recordSpace);
        RecordContent content = content(record);
        PutCondition condition = condition(mode, expectedVersion);
        return call.run(current -> records.put(owner, space, recordType, content, condition))
                .map(version -> new WrittenRecord(RecordObject.version(version)));
    }

    @Mutation("deleteRecord")
    @Description(
            "Deletes a record, in a transaction of its own, and returns the version of the commit. NOT_FOUND when there"
                    + " is none.")
    @Needs(right = "delete")
    public Uni<WrittenRecord> deleteRecord(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("recordType") @NonNull @Description(Arguments.RECORD_TYPE) String recordType,
            @Name("primaryKey") @NonNull @Description(Arguments.PRIMARY_KEY) List<@NonNull ValueInput> primaryKey) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName space = new RecordSpaceName(recordSpace);
        List<Scalar> key = Values.readAll(primaryKey, "primaryKey");
        return call.run(current -> records.delete(owner, space, recordType, key))
                .map(version -> new WrittenRecord(RecordObject.version(version)));
    }

    private static QuerySpec query(
            String recordType,
            FilterInput filter,
            List<OrderInput> orderBy,
            List<String> fields,
            Boolean distinct,
            Boolean allowScan,
            int limit) {
        Optional<Filter> condition = Optional.ofNullable(filter).map(Filters::read);
        return new QuerySpec(
                recordType,
                condition,
                order(SchemaInputs.orNone(orderBy)),
                limit,
                Boolean.TRUE.equals(allowScan),
                SchemaInputs.orNone(fields),
                Boolean.TRUE.equals(distinct),
                QuerySpec.Isolation.SNAPSHOT);
    }

    private static List<SortKey> order(List<OrderInput> orderBy) {
        List<SortKey> order = new ArrayList<>(orderBy.size());
        for (int i = 0; i < orderBy.size(); i++) {
            OrderInput key = orderBy.get(i);
            boolean byVersion = Boolean.TRUE.equals(key.version());
            if (byVersion == (key.path() != null && !key.path().isEmpty())) {
                throw new InvalidRequest("orderBy[" + i + "]", "it needs a path, or version, and not both");
            }
            order.add(new SortKey(byVersion ? "" : key.path(), Boolean.TRUE.equals(key.descending())));
        }
        return order;
    }

    private static RecordContent content(Object record) {
        if (!(record instanceof Map)) {
            throw new InvalidRequest("record", "it is to be a JSON object");
        }
        return new RecordContent.Json(Json.encode(record));
    }

    private static PutCondition condition(PutModeEnum mode, String expectedVersion) {
        if (expectedVersion != null) {
            return versionIs(mode, expectedVersion);
        } else if (mode == null) {
            return new PutCondition.Upsert();
        }
        return switch (mode) {
            case UPSERT -> new PutCondition.Upsert();
            case INSERT -> new PutCondition.Insert();
            case UPDATE -> new PutCondition.Update();
        };
    }

    private static PutCondition versionIs(PutModeEnum mode, String expectedVersion) {
        ByteString version = Values.bytes(expectedVersion, "expectedVersion");
        if (version.size() != VERSION_BYTES) {
            throw new InvalidRequest("expectedVersion", "it is no record's version");
        }
        if (mode != null && mode != PutModeEnum.UPDATE) {
            throw new InvalidRequest("mode", "a record that must have a version is updated: leave mode out");
        }
        return new PutCondition.VersionIs(version);
    }
}
