package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.fixture.GuardedGrpc;
import io.recordstore.auth.fixture.GuardedListRequest;
import io.recordstore.auth.fixture.GuardedRequest;
import io.recordstore.auth.fixture.GuardedResponse;
import io.recordstore.auth.fixture.MutinyGuardedGrpc;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The interceptor at the gRPC port. */
@QuarkusTest
class RequiresInterceptorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final GuardedRequest USERS =
            GuardedRequest.newBuilder().setRecordSpace("prod/users").build();

    @GrpcClient("guarded")
    GuardedGrpc.GuardedBlockingStub blocking;

    @GrpcClient("guarded")
    MutinyGuardedGrpc.MutinyGuardedStub mutiny;

    @Inject
    @GrpcService
    GuardedFixture fixture;

    @BeforeEach
    void forget() {
        fixture.reached().clear();
    }

    @Test
    void theMethodRunsForTheTokensTenantOnTheCallsContext() {
        GuardedResponse seen = with(TestTokens.admin("acme")).read(USERS);

        assertThat(seen.getTenant()).isEqualTo("acme");
        assertThat(seen.getCallerTenant()).isEqualTo("acme");
        assertThat(seen.getOnDuplicatedContext()).isTrue();
        assertThat(seen.getThread()).contains("eventloop");
    }

    @Test
    void aStreamOfResponsesRunsTheSameWay() {
        List<GuardedResponse> seen = new ArrayList<>();
        with(TestTokens.admin("acme")).stream(USERS).forEachRemaining(seen::add);

        assertThat(seen).hasSize(3).allSatisfy(response -> {
            assertThat(response.getTenant()).isEqualTo("acme");
            assertThat(response.getCallerTenant()).isEqualTo("acme");
            assertThat(response.getOnDuplicatedContext()).isTrue();
        });
    }

    @Test
    void eachRequestOfAStreamIsChecked() {
        MutinyGuardedGrpc.MutinyGuardedStub client = mutiny.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                bearer(TestTokens.rights("acme", "prod/users", Operation.WRITE))));
        GuardedRequest same = GuardedRequest.getDefaultInstance();
        GuardedRequest other =
                GuardedRequest.newBuilder().setRecordSpace("prod/orders").build();

        assertThat(client.converse(Multi.createFrom().items(USERS, same, USERS))
                        .collect()
                        .asList()
                        .await()
                        .atMost(PATIENCE))
                .extracting(GuardedResponse::getTenant)
                .containsExactly("acme", "acme", "acme");
        fixture.reached().clear();
        assertThatThrownBy(() -> client.converse(Multi.createFrom().items(USERS, other))
                        .collect()
                        .asList()
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(fixture.reached()).hasSizeLessThan(2);
    }

    @Test
    void listingIsCheckedByItsPrefix() {
        GuardedGrpc.GuardedBlockingStub client = with(TestTokens.rights("acme", "prod/*", Operation.READ));

        assertThat(client.list(GuardedListRequest.newBuilder()
                                .setPrefix("prod/")
                                .build())
                        .getTenant())
                .isEqualTo("acme");
        fixture.reached().clear();
        assertRefused(Code.PERMISSION_DENIED, () -> client.list(GuardedListRequest.getDefaultInstance()));
    }

    @Test
    void aCallThatNeedsNoRightNeedsAGoodToken() {
        GuardedGrpc.GuardedBlockingStub client = with(TestTokens.MINTER.mint(TestTokens.grant("acme")));

        assertThat(client.identify(USERS).getTenant()).isEqualTo("acme");
        fixture.reached().clear();
        assertRefused(
                Code.PERMISSION_DENIED,
                () -> client.identify(USERS.toBuilder().setTenant("globex").build()));
        assertRefused(
                Code.UNAUTHENTICATED, () -> with(TestTokens.expired("acme")).identify(USERS));
        assertRefused(Code.UNAUTHENTICATED, () -> blocking.identify(USERS));
    }

    @Test
    void aCallWithoutATokenNeverReachesTheMethod() {
        assertRefused(Code.UNAUTHENTICATED, () -> blocking.read(USERS));
        assertRefused(Code.UNAUTHENTICATED, () -> blocking.stream(USERS).next());
        assertRefused(
                Code.UNAUTHENTICATED, () -> mutiny.converse(Multi.createFrom().item(USERS))
                        .collect()
                        .asList()
                        .await()
                        .atMost(PATIENCE));
    }

    @Test
    void aCallThatTheTokenDoesNotAllowNeverReachesTheMethod() {
        GuardedGrpc.GuardedBlockingStub reader = with(TestTokens.rights("acme", "*", Operation.READ));

        assertRefused(Code.PERMISSION_DENIED, () -> reader.write(USERS));
        assertRefused(Code.PERMISSION_DENIED, () -> reader.administer(USERS));
        assertRefused(
                Code.PERMISSION_DENIED,
                () -> reader.read(USERS.toBuilder().setTenant("globex").build()));
        assertRefused(
                Code.UNAUTHENTICATED, () -> with(TestTokens.byStranger("acme")).read(USERS));
        assertRefused(
                Code.UNAUTHENTICATED, () -> with(TestTokens.expired("acme")).read(USERS));
        assertRefused(Code.UNAUTHENTICATED, () -> with("not-a-token").read(USERS));
    }

    private GuardedGrpc.GuardedBlockingStub with(String token) {
        return blocking.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(token)));
    }

    private static Metadata bearer(String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return metadata;
    }

    private void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, refusal -> assertThat(
                        refusal.getStatus().getCode())
                .isEqualTo(code));
        assertThat(fixture.reached()).isEmpty();
    }
}
