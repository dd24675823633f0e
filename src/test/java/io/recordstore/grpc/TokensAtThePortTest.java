package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.GetRecordSpaceRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.RevokeRequest;
import java.net.URL;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every call is refused for its token before anything else is looked at: the requests here are all invalid, or about
 * what is not there, and none is told so.
 */
@QuarkusTest
class TokensAtThePortTest {
    private static final String NOWHERE = "NOT a/legal//name";

    @TestHTTPResource("/")
    URL server;

    private record Call(Operation operation, Consumer<ServiceClient> send) {}

    private static Map<String, Call> calls() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("CreateRecordSpace", new Call(Operation.ADMIN, client -> client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(NOWHERE)
                        .build())));
        calls.put("GetRecordSpace", new Call(Operation.READ, client -> client.spaces()
                .getRecordSpace(GetRecordSpaceRequest.newBuilder()
                        .setRecordSpace(NOWHERE)
                        .build())));
        calls.put("ListRecordSpaces", new Call(Operation.READ, client -> client.spaces()
                .listRecordSpaces(
                        ListRecordSpacesRequest.newBuilder().setPageSize(-1).build())));
        calls.put("DeleteRecordSpace", new Call(Operation.ADMIN, client -> client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(NOWHERE)
                        .build())));
        calls.put("ApplySchema", new Call(Operation.SCHEMA, client -> client.schemas()
                .applySchema(
                        ApplySchemaRequest.newBuilder().setRecordSpace(NOWHERE).build())));
        calls.put("GetSchema", new Call(Operation.READ, client -> client.schemas()
                .getSchema(GetSchemaRequest.newBuilder().setRecordSpace(NOWHERE).build())));
        calls.put("Put", new Call(Operation.WRITE, client -> client.records()
                .put(PutRequest.newBuilder().setRecordSpace(NOWHERE).build())));
        calls.put("Get", new Call(Operation.READ, client -> client.records()
                .get(GetRequest.newBuilder().setRecordSpace(NOWHERE).build())));
        calls.put("Delete", new Call(Operation.DELETE, client -> client.records()
                .delete(DeleteRequest.newBuilder().setRecordSpace(NOWHERE).build())));
        calls.put("Query", new Call(Operation.READ, client -> client.records()
                .query(QueryRequest.newBuilder().setRecordSpace(NOWHERE).build())
                .hasNext()));
        calls.put("Explain", new Call(Operation.READ, client -> client.records()
                .explain(ExplainRequest.newBuilder().setRecordSpace(NOWHERE).build())));
        return calls;
    }

    @Test
    void aCallWithoutATokenIsUnauthenticated() {
        everyCallFails(call -> null, Code.UNAUTHENTICATED);
    }

    @Test
    void aCallWithSomethingElseThanATokenIsUnauthenticated() {
        everyCallFails(call -> "not-a-biscuit", Code.UNAUTHENTICATED);
    }

    @Test
    void aTokenOfAnUnknownRootKeyIsUnauthenticated() {
        everyCallFails(call -> TestTokens.byStranger("acme"), Code.UNAUTHENTICATED);
    }

    @Test
    void anExpiredTokenIsRefused() {
        everyCallFails(call -> TestTokens.expired("acme"), Code.UNAUTHENTICATED);
    }

    @Test
    void aTokenForAnotherRecordSpaceIsDenied() {
        everyCallFails(call -> TestTokens.rights("acme", "dev/orders", Operation.values()), Code.PERMISSION_DENIED);
    }

    @Test
    void aTokenForOtherOperationsIsDenied() {
        everyCallFails(call -> TestTokens.rights("acme", "*", others(call.operation())), Code.PERMISSION_DENIED);
    }

    @Test
    void aTokenOfAnotherTenantIsDeniedWhetherTheRecordSpaceExistsOrNot() {
        try (ServiceClient owner = new ServiceClient(server.getPort(), TestTokens.admin("owner"));
                ServiceClient other = new ServiceClient(server.getPort(), TestTokens.admin("other"))) {
            String there = owner.createCities();
            for (String space : new String[] {there, "not/there", NOWHERE}) {
                Errors.of(() -> other.records()
                                .get(GetRequest.newBuilder()
                                        .setTenant("owner")
                                        .setRecordSpace(space)
                                        .setRecordType("City")
                                        .build()))
                        .hasCode(Code.PERMISSION_DENIED)
                        .says("the token does not allow this call");
            }
        }
    }

    @Test
    void noMethodOfTheApiAnswersWithoutAGoodToken() {
        String revoked = TestTokens.admin("acme");
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("acme"))) {
            client.tokens().revoke(RevokeRequest.newBuilder().setToken(revoked).build());
        }
        for (String token : List.of(
                "",
                "x",
                TestTokens.byStranger("acme"),
                TestTokens.expired("acme"),
                TestTokens.neverExpiring("acme"),
                revoked)) {
            everyMethodAnswers(token, BytesValue.getDefaultInstance(), Code.UNAUTHENTICATED);
        }
    }

    @Test
    void noMethodOfTheApiAnswersATokenForSomethingElse() {
        everyMethodAnswers(
                TestTokens.rights("acme", "dev/orders", Operation.values()),
                StringValue.of("globex"),
                Code.PERMISSION_DENIED);
    }

    @Test
    void evenWhetherARequestCanBeReadIsToldToThoseWithAGoodTokenAlone() {
        BytesValue unreadable = BytesValue.of(ByteString.copyFrom(new byte[] {(byte) 0xff}));

        everyMethodAnswers("", unreadable, Code.UNAUTHENTICATED);
    }

    /** @param request its only field is the tenant of any request of the API */
    private void everyMethodAnswers(String token, Message request, Code code) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        try (ServiceClient client = new ServiceClient(server.getPort(), null)) {
            for (AnyCall call : AnyCall.all()) {
                assertThat(call.send(client.channel(), headers, List.of(request))
                                .code())
                        .as(call.name())
                        .isEqualTo(code);
            }
        }
    }

    private void everyCallFails(Function<Call, String> token, Code code) {
        calls().forEach((name, call) -> {
            try (ServiceClient client = new ServiceClient(server.getPort(), token.apply(call))) {
                Errors.of(() -> call.send().accept(client)).hasCode(code);
            }
        });
    }

    private static Operation[] others(Operation operation) {
        return Arrays.stream(Operation.values())
                .filter(other -> other != operation)
                .toArray(Operation[]::new);
    }
}
