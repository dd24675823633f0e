package io.recordstore.graphql.api;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.OperationObject;
import io.recordstore.graphql.api.model.OperationObject.OperationConnection;
import io.recordstore.graphql.api.model.OperationObject.OperationEdge;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.Operations;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Operations over GraphQL. */
@GraphQLApi
public class OperationsApi {
    private static final int MAX_PAGE = 1_000;
    private static final String ID = "The id of the operation.";

    private final Operations operations;
    private final CurrentCall call;

    OperationsApi(Operations operations, CurrentCall call) {
        this.operations = operations;
        this.call = call;
    }

    @Query("operations")
    @Description("A tenant's operations, the newest first. Those that are over are forgotten after a week.")
    @Needs(right = "read")
    public Uni<OperationConnection> operations(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("prefix") @Description("Only those of RecordSpaces whose id starts with this.") @DefaultValue("")
                    String prefix,
            @Name("first") @Description("At most this many, up to 1,000; 20 when left out.") Integer first,
            @Name("after") @Description(Arguments.AFTER) String after) {
        int size = Pages.size(first, MAX_PAGE);
        long before = after == null ? Long.MAX_VALUE : place(after);
        TenantName owner = call.tenant(tenant);
        String start = prefix == null ? "" : prefix;
        return call.run(current -> operations.list(owner, start, before, size + 1))
                .map(found -> Pages.page(
                        found.stream().map(OperationObject::of).toList(),
                        size,
                        after,
                        OperationObject::operation,
                        OperationEdge::new,
                        OperationConnection::new));
    }

    private static long place(String after) {
        try {
            return Long.parseLong(Pages.place(after));
        } catch (NumberFormatException notANumber) {
            throw Pages.foreign();
        }
    }

    @Query("operation")
    @Description("An operation. NOT_FOUND when the RecordSpace has none of that id, or it is forgotten.")
    @Needs(right = "read")
    public Uni<OperationObject> operation(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("operation") @NonNull @Description(ID) String operation) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        long number = number(operation);
        return call.run(current -> operations.get(owner, name, number)).map(OperationObject::of);
    }

    @Mutation("cancelOperation")
    @Description(
            "Ends an operation before it is through: an index build leaves its indexes disabled, a fork deletes what"
                    + " it has made, a delete leaves the rest. FAILED_PRECONDITION for a rotation of keys, and for what is over.")
    @Needs(right = "admin")
    public Uni<OperationObject> cancelOperation(
            @Name("tenant") @Description(Arguments.TENANT) String tenant,
            @Name("recordSpace") @NonNull @Description(Arguments.RECORD_SPACE) String recordSpace,
            @Name("operation") @NonNull @Description(ID) String operation) {
        TenantName owner = call.tenant(tenant);
        RecordSpaceName name = new RecordSpaceName(recordSpace);
        long number = number(operation);
        return call.run(current -> operations.cancel(owner, name, number)).map(OperationObject::of);
    }

    private static long number(String operation) {
        try {
            return Long.parseLong(operation);
        } catch (NumberFormatException notANumber) {
            throw new InvalidRequest("operation", "it is not an id of an operation, such as \"17\"");
        }
    }
}
