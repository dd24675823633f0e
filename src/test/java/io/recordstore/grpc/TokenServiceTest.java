package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.auth.TokenAttenuation;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.InspectResponse;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.ListRevokedRequest;
import io.recordstore.v1.ListRevokedResponse;
import io.recordstore.v1.RevokeRequest;
import io.recordstore.v1.RevokedToken;
import io.recordstore.v1.TokenRight;
import io.recordstore.v1.TokenState;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What tokens allow, and their end, at the port. */
@QuarkusTest
class TokenServiceTest {
    private static final Random RANDOM = new Random();

    @TestHTTPResource("/")
    URL server;

    /** New for each test, so that none sees what another has revoked. */
    private final String tenant = "t" + UUID.randomUUID();

    private final String admin = TestTokens.admin(tenant);

    @Test
    void aTokenTellsWhatItAllows() {
        String token = TokenAttenuation.of(TestTokens.MINTER.mint(TestTokens.grant(tenant)
                        .rights("prod/*", Operation.READ, Operation.WRITE)
                        .rightsOnType("test/*", "City", Operation.DELETE)
                        .breakGlass("INC-4711")))
                .toOperations(Operation.READ, Operation.DELETE)
                .token();

        InspectResponse told = inspect(
                token, InspectRequest.newBuilder().setRecordSpace("prod/users").build());

        assertThat(told.getState()).isEqualTo(TokenState.TOKEN_STATE_ACTIVE);
        assertThat(told.getAllowedOperationsList()).containsExactly("read");
        assertThat(told.getToken().getTenant()).isEqualTo(tenant);
        assertThat(told.getToken().getKeyId()).isEqualTo(TestTokens.KEY_ID);
        assertThat(told.getToken().getBreakGlass()).isEqualTo("INC-4711");
        assertThat(told.getToken().getExpireTime().getSeconds())
                .isGreaterThan(Instant.now().getEpochSecond());
        assertThat(told.getToken().getRightsList())
                .containsExactlyInAnyOrder(
                        right("prod/*", "", "read"), right("prod/*", "", "write"), right("test/*", "City", "delete"));
        assertThat(told.getToken().getBlocksList()).hasSize(2);
        assertThat(told.getToken().getBlocks(1).getRevocationId()).isEqualTo(TestTokens.revocationId(token));
        assertThat(told.getToken().getBlocks(0).getChecks(0)).startsWith("check if time($");
        assertThat(told.getToken().getBlocks(1).getChecks(0))
                .isEqualTo("check if operation(\"read\") or operation(\"delete\")");
    }

    /** A holder who narrows a token writes its checks, and another one reads them. */
    @Test
    void aStringOfATokenDoesNotPassForAnotherCheck() {
        String token =
                TokenAttenuation.of(admin).toRecordTypes("x\") or operation(\"").token();

        InspectResponse told = inspect(token, InspectRequest.getDefaultInstance());

        assertThat(told.getToken().getBlocks(1).getChecks(0))
                .isEqualTo("check if record_type(\"x\\\") or operation(\\\"\")");
    }

    @Test
    void whatItAllowsDependsOnWhere() {
        String token = TestTokens.rightsOnType(tenant, "test/*", "City", Operation.DELETE);
        InspectRequest.Builder there = InspectRequest.newBuilder().setRecordSpace("test/a");

        assertThat(inspect(token, InspectRequest.getDefaultInstance()).getAllowedOperationsList())
                .isEmpty();
        assertThat(inspect(token, there.build()).getAllowedOperationsList()).isEmpty();
        assertThat(inspect(token, there.setRecordType("City").build()).getAllowedOperationsList())
                .containsExactly("delete");
    }

    @Test
    void aTokenWithoutAnyRightMayAskAboutItselfAndNoOther() {
        String token = TestTokens.MINTER.mint(TestTokens.grant(tenant));

        assertThat(inspect(token, InspectRequest.getDefaultInstance()).getState())
                .isEqualTo(TokenState.TOKEN_STATE_ACTIVE);
        fails(token, client -> client.tokens().inspect(about(admin)))
                .hasCode(Code.PERMISSION_DENIED)
                .hasReason("PERMISSION_DENIED");
    }

    @Test
    void anAdministratorMayAskAboutAnyTokenOfTheTenant() {
        String expired = TestTokens.expired(tenant);
        String reader = TestTokens.rights(tenant, "*", Operation.READ);

        assertThat(inspect(admin, about(expired)).getState()).isEqualTo(TokenState.TOKEN_STATE_EXPIRED);
        assertThat(inspect(admin, about(expired)).getAllowedOperationsList()).isEmpty();
        assertThat(inspect(admin, about(reader)).getAllowedOperationsList()).containsExactly("read");
        revoke(admin, reader);
        assertThat(inspect(admin, about(reader)).getState()).isEqualTo(TokenState.TOKEN_STATE_REVOKED);
        assertThat(inspect(admin, about(reader)).getAllowedOperationsList()).isEmpty();
    }

    @Test
    void aTokenThatNoServerTakesIsAnInvalidRequest() {
        for (String token : List.of("x", TestTokens.byStranger(tenant), TestTokens.neverExpiring(tenant))) {
            fails(admin, client -> client.tokens().inspect(about(token)))
                    .hasCode(Code.INVALID_ARGUMENT)
                    .namesField("token");
            fails(admin, client -> client.tokens().revoke(ofToken(token)))
                    .hasCode(Code.INVALID_ARGUMENT)
                    .namesField("token");
        }
    }

    @Test
    void aTokenOfAnotherTenantIsNobodyElsesBusiness() {
        String foreign = TestTokens.admin("other" + tenant);

        fails(admin, client -> client.tokens().inspect(about(foreign))).hasCode(Code.PERMISSION_DENIED);
        fails(admin, client -> client.tokens().revoke(ofToken(foreign))).hasCode(Code.PERMISSION_DENIED);
        fails(admin, client -> client.tokens()
                        .revoke(ofToken(foreign).toBuilder()
                                .setTenant("other" + tenant)
                                .build()))
                .hasCode(Code.PERMISSION_DENIED);
        try (ServiceClient client = client(admin)) {
            client.tokens()
                    .revoke(RevokeRequest.newBuilder()
                            .setRevocationId(TestTokens.revocationId(foreign))
                            .build());
        }
        assertTaken(foreign);
    }

    @Test
    void aRevokedTokenIsRefusedAtOnceWithAllThatWereNarrowedFromIt() {
        String whole = TestTokens.admin(tenant);
        String narrow = TokenAttenuation.of(whole).toOperations(Operation.READ).token();
        String narrower = TokenAttenuation.of(narrow).toSpaces("*").token();
        assertTaken(narrow, narrower);

        RevokedToken revoked = revoke(admin, narrow);

        assertThat(revoked.getRevocationId()).isEqualTo(TestTokens.revocationId(narrow));
        assertThat(revoked.getReason()).isEqualTo("a test");
        assertThat(revoked.getRevokedBy()).isEqualTo(TestTokens.revocationId(admin));
        assertThat(revoked.getExpireTime().getSeconds())
                .isGreaterThan(Instant.now().getEpochSecond());
        assertRevoked(narrow, narrower);
        assertTaken(whole);
    }

    @Test
    void whatNarrowsARevokedTokenAfterwardsIsRefusedToo() {
        String token = TestTokens.rights(tenant, "*", Operation.READ);
        revoke(admin, token);

        assertRevoked(token, TokenAttenuation.of(token).toSpaces("*").token());
    }

    @Test
    void aTokenIsRevokedByItsIdInEitherCase() {
        String token = TestTokens.rights(tenant, "*", Operation.READ);
        String id = TestTokens.revocationId(token);
        try (ServiceClient client = client(admin)) {
            RevokeRequest request = RevokeRequest.newBuilder()
                    .setRevocationId(id.toUpperCase())
                    .setExpireTime(inAnHour())
                    .build();
            RevokedToken first = client.tokens().revoke(request).getRevokedToken();
            RevokedToken again = client.tokens().revoke(request).getRevokedToken();

            assertThat(first.getRevocationId()).isEqualTo(id);
            assertThat(first.getExpireTime()).isEqualTo(request.getExpireTime());
            assertThat(again).isEqualTo(first);
        }
        assertRevoked(token);
    }

    @Test
    void anAdministratorMayEndTheirOwnToken() {
        revoke(admin, admin);

        assertRevoked(admin);
    }

    @Test
    void onlyAnAdministratorOfAllOfTheTenantRevokesAndLists() {
        String token = TestTokens.rights(tenant, "*", Operation.READ);
        Operation[] allButAdmin = {Operation.READ, Operation.WRITE, Operation.DELETE, Operation.SCHEMA, Operation.WATCH
        };
        for (String other : List.of(
                TestTokens.rights(tenant, "*", allButAdmin),
                TestTokens.rights(tenant, "prod/*", Operation.values()),
                TokenAttenuation.of(admin).toSpaces("prod/*").token())) {
            fails(other, client -> client.tokens().revoke(ofToken(token))).hasCode(Code.PERMISSION_DENIED);
            fails(other, client -> client.tokens().listRevoked(ListRevokedRequest.getDefaultInstance()))
                    .hasCode(Code.PERMISSION_DENIED);
        }
        assertTaken(token);
    }

    @Test
    void whatIsRevokedIsListedPageByPage() {
        List<String> ids = new ArrayList<>();
        try (ServiceClient client = client(admin)) {
            for (int i = 0; i < 5; i++) {
                ids.add(anyId());
                client.tokens()
                        .revoke(RevokeRequest.newBuilder()
                                .setRevocationId(ids.get(i))
                                .build());
            }
            List<String> listed = new ArrayList<>();
            ListRevokedRequest.Builder request = ListRevokedRequest.newBuilder().setPageSize(2);
            ListRevokedResponse page;
            int pages = 0;
            do {
                page = client.tokens().listRevoked(request.build());
                page.getRevokedTokensList().forEach(revoked -> listed.add(revoked.getRevocationId()));
                request.setPageToken(page.getNextPageToken());
                pages++;
            } while (!page.getNextPageToken().isEmpty());

            assertThat(pages).isEqualTo(3);
            assertThat(listed).isSorted().containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void aRequestThatMakesNoSenseIsToldWhatWouldMakeSome() {
        RevokeRequest byId = RevokeRequest.newBuilder().setRevocationId(anyId()).build();
        invalid("revoked", RevokeRequest.getDefaultInstance());
        invalid("revocation_id", byId.toBuilder().setRevocationId("abc").build());
        invalid("reason", byId.toBuilder().setReason("x".repeat(501)).build());
        for (long seconds : new long[] {0, Instant.now().getEpochSecond() - 60, Long.MIN_VALUE, Long.MAX_VALUE}) {
            invalid(
                    "expire_time",
                    byId.toBuilder()
                            .setExpireTime(Timestamp.newBuilder().setSeconds(seconds))
                            .build());
        }
        invalid(
                "expire_time",
                ofToken(admin).toBuilder().setExpireTime(inAnHour()).build());
        fails(admin, client -> client.tokens()
                        .listRevoked(ListRevokedRequest.newBuilder()
                                .setPageSize(1_001)
                                .build()))
                .namesField("page_size");
        fails(admin, client -> client.tokens()
                        .listRevoked(ListRevokedRequest.newBuilder()
                                .setPageToken("x")
                                .build()))
                .namesField("page_token");
        assertTaken(admin);
    }

    private void invalid(String field, RevokeRequest request) {
        fails(admin, client -> client.tokens().revoke(request))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField(field);
    }

    private InspectResponse inspect(String token, InspectRequest request) {
        try (ServiceClient client = client(token)) {
            return client.tokens().inspect(request);
        }
    }

    private RevokedToken revoke(String revoker, String token) {
        try (ServiceClient client = client(revoker)) {
            return client.tokens().revoke(ofToken(token)).getRevokedToken();
        }
    }

    private void assertTaken(String... tokens) {
        for (String token : tokens) {
            try (ServiceClient client = client(token)) {
                client.spaces().listRecordSpaces(ListRecordSpacesRequest.getDefaultInstance());
            }
        }
    }

    private void assertRevoked(String... tokens) {
        for (String token : tokens) {
            fails(token, client -> client.spaces().listRecordSpaces(ListRecordSpacesRequest.getDefaultInstance()))
                    .hasCode(Code.UNAUTHENTICATED)
                    .hasReason("TOKEN_REVOKED");
            fails(token, client -> client.tokens().inspect(InspectRequest.getDefaultInstance()))
                    .hasCode(Code.UNAUTHENTICATED)
                    .hasReason("TOKEN_REVOKED");
        }
    }

    private Errors fails(String token, Consumer<ServiceClient> call) {
        try (ServiceClient client = client(token)) {
            return Errors.of(() -> call.accept(client));
        }
    }

    private ServiceClient client(String token) {
        return new ServiceClient(server.getPort(), token);
    }

    private static InspectRequest about(String token) {
        return InspectRequest.newBuilder().setToken(token).build();
    }

    private static RevokeRequest ofToken(String token) {
        return RevokeRequest.newBuilder().setToken(token).setReason("a test").build();
    }

    private static TokenRight right(String spaces, String type, String operation) {
        return TokenRight.newBuilder()
                .setRecordSpaces(spaces)
                .setRecordType(type)
                .setOperation(operation)
                .build();
    }

    private static Timestamp inAnHour() {
        return Timestamp.newBuilder()
                .setSeconds(Instant.now().plus(Duration.ofHours(1)).getEpochSecond())
                .build();
    }

    private static String anyId() {
        byte[] id = new byte[64];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
