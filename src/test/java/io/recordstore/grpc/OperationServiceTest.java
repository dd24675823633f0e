package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.CancelOperationRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWhereResponse;
import io.recordstore.v1.ForkRecordSpaceRequest;
import io.recordstore.v1.ForkRecordSpaceResponse;
import io.recordstore.v1.GetOperationRequest;
import io.recordstore.v1.ListOperationsRequest;
import io.recordstore.v1.ListOperationsResponse;
import io.recordstore.v1.OperationKind;
import io.recordstore.v1.OperationState;
import io.recordstore.v1.Query;
import java.net.URL;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations and forks at the gRPC port. */
@QuarkusTest
class OperationServiceTest {
    @TestHTTPResource("/")
    URL server;

    private final String tenant = "operations-" + UUID.randomUUID();
    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(tenant));
        space = client.createCities();
        for (int id = 1; id <= 5; id++) {
            client.put(space, ServiceClient.city(id, "city " + id, "BE", id));
        }
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aDeleteInTheBackgroundIsAnOperation() {
        DeleteWhereResponse begun = deleteAll(client);

        io.recordstore.v1.Operation operation = get(client, begun.getOperation());
        assertThat(operation.getKind()).isEqualTo(OperationKind.OPERATION_KIND_DELETE_WHERE);
        assertThat(operation.getState()).isEqualTo(OperationState.OPERATION_STATE_DONE);
        assertThat(operation.getRecordsDone()).isEqualTo(5);
        assertThat(operation.getRecordsTotal()).isEqualTo(5);
        assertThat(operation.hasEndTime()).isTrue();
        assertThat(begun.getDone()).isTrue();
        assertThat(begun.getDeletedCount()).isEqualTo(5);
        assertThat(client.names(space, Query.newBuilder().setAllowScan(true))).isEmpty();
    }

    @Test
    void aDeleteInTheBackgroundThatNoIndexServesIsRefusedBeforeAnythingIsDeleted() {
        Errors.of(() -> client.records()
                        .deleteWhere(DeleteWhereRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .setFilter(ServiceClient.filter(
                                        ServiceClient.field("name").setEquals(ServiceClient.text("city 1"))))
                                .setBackground(true)
                                .build())
                        .next())
                .hasCode(Code.FAILED_PRECONDITION)
                .hasReason("INDEX_REQUIRED");
        assertThat(list(client, "").getOperationsList()).isEmpty();
    }

    @Test
    void aListPagesThroughAllOperationsTheNewestFirst() {
        for (int i = 0; i < 5; i++) {
            deleteAll(client);
        }

        List<String> ids = new ArrayList<>();
        String pageToken = "";
        do {
            ListOperationsResponse page = client.operations()
                    .listOperations(ListOperationsRequest.newBuilder()
                            .setPageSize(2)
                            .setPageToken(pageToken)
                            .build());
            page.getOperationsList().forEach(operation -> ids.add(operation.getOperation()));
            pageToken = page.getNextPageToken();
        } while (!pageToken.isEmpty());

        assertThat(ids).containsExactly("5", "4", "3", "2", "1");
        assertThat(list(client, "nowhere/").getOperationsList()).isEmpty();
    }

    @Test
    void whatIsOverIsNotCancelledAndWhatIsNotThereIsNotFound() {
        String id = deleteAll(client).getOperation();

        Errors.of(() -> cancel(client, id)).hasCode(Code.FAILED_PRECONDITION).hasReason("OPERATION_OVER");
        Errors.of(() -> get(client, "999")).hasCode(Code.NOT_FOUND);
        Errors.of(() -> get(client, "first")).hasCode(Code.INVALID_ARGUMENT).namesField("operation");
    }

    @Test
    void anOperationIsItsTenantsAndItsRecordSpacesAlone() {
        String id = deleteAll(client).getOperation();

        try (ServiceClient reader =
                        new ServiceClient(server.getPort(), TestTokens.rights(tenant, space, Operation.READ));
                ServiceClient elsewhere =
                        new ServiceClient(server.getPort(), TestTokens.rights(tenant, "other/*", Operation.ADMIN));
                ServiceClient stranger = new ServiceClient(server.getPort(), TestTokens.admin(tenant + "-x"))) {
            assertThat(get(reader, id).getOperation()).isEqualTo(id);
            Errors.of(() -> cancel(reader, id)).hasCode(Code.PERMISSION_DENIED);
            Errors.of(() -> list(reader, "")).hasCode(Code.PERMISSION_DENIED);
            Errors.of(() -> get(elsewhere, id)).hasCode(Code.PERMISSION_DENIED);
            Errors.of(() -> get(stranger, id)).hasCode(Code.NOT_FOUND);
            assertThat(list(stranger, "").getOperationsList()).isEmpty();
        }
    }

    @Test
    void aForkHasTheRecordsOfItsSourceWithTheirVersionsAndGoesItsOwnWay() {
        ForkRecordSpaceResponse made = fork(client, "copies/one");

        assertThat(made.getRecordSpace().getRecordSpace()).isEqualTo("copies/one");
        assertThat(made.getRecordSpace().getForkOperation()).isEmpty();
        assertThat(made.getRecordSpace().getSchemaVersion()).isEqualTo(1);
        assertThat(made.hasOperation()).isFalse();
        assertThat(client.names("copies/one", Query.newBuilder().setAllowScan(true)))
                .containsExactlyInAnyOrder("city 1", "city 2", "city 3", "city 4", "city 5");
        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .build());
        client.put("copies/one", ServiceClient.city(1, "new", "BE", 1));
        assertThat(client.names("copies/one", Query.newBuilder().setAllowScan(true)))
                .contains("new");
    }

    @Test
    void aForkNeedsToReadTheSourceAndToAdministerTheTarget() {
        try (ServiceClient reader = client(TestTokens.rights(tenant, space, Operation.READ));
                ServiceClient maker = client(TestTokens.rights(tenant, "copies/*", Operation.ADMIN))) {
            Errors.of(() -> fork(reader, "copies/two")).hasCode(Code.PERMISSION_DENIED);
            Errors.of(() -> fork(maker, "copies/two")).hasCode(Code.PERMISSION_DENIED);
        }
        assertThat(fork(client, "copies/two").getRecordSpace().getTenant()).isEqualTo(tenant);
        Errors.of(() -> fork(client, "copies/two")).hasCode(Code.ALREADY_EXISTS);
        Errors.of(() -> fork(client, "Not A Name")).hasCode(Code.INVALID_ARGUMENT);
    }

    private ServiceClient client(String token) {
        return new ServiceClient(server.getPort(), token);
    }

    private ForkRecordSpaceResponse fork(ServiceClient by, String target) {
        return by.spaces()
                .forkRecordSpace(ForkRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setTarget(target)
                        .build());
    }

    private DeleteWhereResponse deleteAll(ServiceClient by) {
        Iterator<DeleteWhereResponse> stream = by.records()
                .deleteWhere(DeleteWhereRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setAll(true)
                        .setBackground(true)
                        .build());
        DeleteWhereResponse only = stream.next();
        assertThat(stream.hasNext()).isFalse();
        return only;
    }

    private io.recordstore.v1.Operation get(ServiceClient by, String id) {
        return by.operations()
                .getOperation(GetOperationRequest.newBuilder()
                        .setRecordSpace(space)
                        .setOperation(id)
                        .build())
                .getOperation();
    }

    private io.recordstore.v1.Operation cancel(ServiceClient by, String id) {
        return by.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setRecordSpace(space)
                        .setOperation(id)
                        .build())
                .getOperation();
    }

    private static ListOperationsResponse list(ServiceClient by, String prefix) {
        return by.operations()
                .listOperations(
                        ListOperationsRequest.newBuilder().setPrefix(prefix).build());
    }
}
