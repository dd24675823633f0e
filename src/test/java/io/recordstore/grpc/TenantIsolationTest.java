package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.auth.TokenAttenuation;
import io.recordstore.demo.v1.City;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.ObservedStore;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryResponse;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked with a token of one tenant, nothing of another's is read, written or told: every key that a
 * transaction touches lies under the tenant, or is one of the system's that are no tenant's.
 */
@QuarkusTest
@TestProfile(ObservedStore.class)
class TenantIsolationTest {
    private static final int CALLS = Integer.getInteger("recordstore.test.isolation-calls", 300);
    private static final int ATTEMPTS = 10;
    private static final String OURS = "acme";
    private static final String THEIRS = "globex";
    private static final String MARK = "only-globex-knows-this";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TestHTTPResource("/")
    URL server;

    @Inject
    KeysTouched touched;

    @Inject
    Transactions transactions;

    @Inject
    @Root
    Subspace root;

    private final long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Code, Integer> answers = new EnumMap<>(Code.class);

    @Test
    void noCallTouchesAKeyOfAnotherTenant() {
        System.out.println("TenantIsolationTest seed " + seed);
        List<String> secrets = fill(THEIRS, "prod/a", "theirs/b");
        fill(OURS, "prod/a", "ours/b");
        List<Range> allowed = allowed(tenantNumber(OURS));
        RandomRequests requests = new RandomRequests(random, names(secrets));
        List<AnyCall> methods = AnyCall.all();
        touched.take();

        int keys = 0;
        try (ServiceClient client = new ServiceClient(server.getPort(), null)) {
            for (int i = 0; i < CALLS; i++) {
                if (i % 50 == 0) {
                    fill(OURS, "prod/a", "ours/b");
                }
                AnyCall call = methods.get(random.nextInt(methods.size()));
                List<Message> messages = List.of(requests.next(call), requests.next(call), requests.next(call));
                String what = "seed %d, call %d, %s: %s".formatted(seed, i, call.name(), messages);
                AnyCall.Answer answer = call.send(client.channel(), bearer(token()), messages);
                answers.merge(answer.code(), 1, Integer::sum);
                assertTold(what, answer);
                keys += assertTouched(what, allowed);
            }
        }
        System.out.println("TenantIsolationTest answers " + answers + ", keys " + keys);

        assertThat(answers.getOrDefault(Code.OK, 0)).isGreaterThan(CALLS / 20);
        assertThat(answers).containsKeys(Code.PERMISSION_DENIED, Code.INVALID_ARGUMENT, Code.NOT_FOUND);
        assertThat(keys).isGreaterThan(CALLS);
        assertThatTheirsIsUntouched();
    }

    private static void assertTold(String what, AnyCall.Answer answer) {
        assertThat(answer.responses()).as(what).noneMatch(response -> response.toStringUtf8()
                .contains(MARK));
        assertThat(String.valueOf(answer.status().getDescription())).as(what).doesNotContain(MARK);
        assertThat(answer.code())
                .as(() -> what + answer.status())
                .isNotIn(Code.INTERNAL, Code.UNKNOWN, Code.UNAVAILABLE, Code.DATA_LOSS);
    }

    private int assertTouched(String what, List<Range> allowed) {
        List<Range> ranges = touched.take();
        for (Range range : ranges) {
            assertThat(allowed.stream().anyMatch(around -> contains(around, range)))
                    .as(() -> what + " touched " + ByteArrayUtil.printable(range.begin) + " to "
                            + ByteArrayUtil.printable(range.end))
                    .isTrue();
        }
        return ranges.size();
    }

    private static boolean contains(Range around, Range range) {
        return ByteArrayUtil.compareUnsigned(around.begin, range.begin) <= 0
                && ByteArrayUtil.compareUnsigned(range.end, around.end) <= 0;
    }

    /** What {@code LAYOUT.md} has for one tenant. */
    private List<Range> allowed(long tenant) {
        return List.of(
                under(Tuple.from(tenant)),
                under(Tuple.from(0, 1, OURS)),
                under(Tuple.from(0, 3, tenant)),
                under(Tuple.from(0, 5, tenant)),
                // When operations were over, by which they are forgotten.
                under(Tuple.from(0, 9)),
                under(Tuple.from(0, 4, 0, OURS)),
                // The log of revocations, which is every server's, and how it is told of them.
                under(Tuple.from(0, 4, 1)),
                under(Tuple.from(0, 4, 2)),
                under(Tuple.from(0, 4, 3)),
                Range.startsWith("\u00ff/metadataVersion".getBytes(StandardCharsets.ISO_8859_1)));
    }

    private Range under(Tuple prefix) {
        return Range.startsWith(root.pack(prefix));
    }

    private long tenantNumber(String tenant) {
        return transactions
                .read(context -> context.ensureActive().get(root.pack(Tuple.from(0, 1, tenant))))
                .map(number -> Tuple.fromBytes(number).getLong(0))
                .await()
                .indefinitely();
    }

    private String token() {
        String admin = TestTokens.admin(OURS);
        return switch (random.nextInt(8)) {
            case 0 -> TestTokens.rights(OURS, "prod/*", Operation.READ, Operation.WRITE);
            case 1 -> TokenAttenuation.of(admin).toSpaces("ours/*").token();
            case 2 -> TestTokens.byStranger(THEIRS);
            default -> admin;
        };
    }

    /** Names of both tenants, and what the other one was given. */
    private static Map<String, List<String>> names(List<String> secrets) {
        return Map.ofEntries(
                Map.entry("tenant", List.of("", "", "", "", "", OURS, THEIRS)),
                Map.entry(
                        "record_space",
                        List.of("prod/a", "prod/a", "prod/a", "ours/b", "ours/c", "theirs/b", "globex/prod/a")),
                Map.entry("prefix", List.of("", "prod/", "theirs/", "t")),
                Map.entry("record_type", List.of("City", "City", "Country")),
                Map.entry("target", List.of("ours/copy", "theirs/b", "prod/a")),
                Map.entry("operation", List.of("1", "2", "3", "x")),
                Map.entry("json", List.of("{\"id\": 1, \"name\": \"Ghent\"}", "{}", "[")),
                Map.entry("continuation", secrets),
                Map.entry("page_token", secrets),
                Map.entry("token", secrets),
                Map.entry("revocation_id", secrets));
    }

    /**
     * Makes RecordSpaces with records where there are none.
     *
     * @return page tokens, continuations, tokens and revocation ids of the tenant
     */
    private List<String> fill(String tenant, String... spaces) {
        String token = TestTokens.admin(tenant);
        try (ServiceClient client = new ServiceClient(server.getPort(), token)) {
            for (String space : spaces) {
                fill(client, space, tenant);
            }
            List<String> secrets = new ArrayList<>(Arrays.asList(token, TestTokens.revocationId(token), spaces[1]));
            secrets.add(client.spaces()
                    .listRecordSpaces(
                            ListRecordSpacesRequest.newBuilder().setPageSize(1).build())
                    .getNextPageToken());
            if (tenant.equals(THEIRS)) {
                client.stream(ServiceClient.cities(
                                spaces[0], Query.newBuilder().setLimit(2).setAllowScan(true)))
                        .stream()
                        .map(QueryResponse::getContinuation)
                        .forEach(secrets::add);
            }
            return secrets;
        }
    }

    /** Of ours, a call may have made a RecordSpace with another schema meanwhile; and a busy machine may be late. */
    private static void fill(ServiceClient client, String space, String tenant) {
        CreateRecordSpaceRequest create =
                CreateRecordSpaceRequest.newBuilder().setRecordSpace(space).build();
        ApplySchemaRequest schema = ServiceClient.citySchema(
                space, ServiceClient.index("City", "name"), ServiceClient.index("City", "country"));
        String mark = tenant.equals(THEIRS) ? MARK : "nothing";
        Set<Code> expected = tenant.equals(THEIRS)
                ? Set.of(Code.ALREADY_EXISTS)
                : Set.of(Code.ALREADY_EXISTS, Code.FAILED_PRECONDITION, Code.INVALID_ARGUMENT);
        patiently(expected, () -> client.spaces().createRecordSpace(create));
        patiently(expected, () -> client.schemas().applySchema(schema));
        for (int id = 1; id <= 5; id++) {
            City city = ServiceClient.city(id, "Ghent", mark, id);
            patiently(expected, () -> client.put(space, city));
        }
    }

    private static void patiently(Set<Code> expected, Runnable call) {
        for (int attempt = 0; ; attempt++) {
            try {
                call.run();
                return;
            } catch (StatusRuntimeException refused) {
                Code code = refused.getStatus().getCode();
                if (code != Code.DEADLINE_EXCEEDED || attempt == ATTEMPTS) {
                    assertThat(code).as(refused.toString()).isIn(expected);
                    return;
                }
            }
        }
    }

    private void assertThatTheirsIsUntouched() {
        try (ServiceClient theirs = new ServiceClient(server.getPort(), TestTokens.admin(THEIRS))) {
            for (String space : new String[] {"prod/a", "theirs/b"}) {
                List<String> countries =
                        theirs.stream(ServiceClient.cities(
                                        space, Query.newBuilder().setAllowScan(true)))
                                .stream()
                                .filter(QueryResponse::hasRecord)
                                .map(response -> ServiceClient.parse(response).getCountry())
                                .toList();
                assertThat(countries).hasSize(5).containsOnly(MARK);
            }
        }
    }

    private static Metadata bearer(String token) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return headers;
    }
}
