package io.recordstore.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import io.recordstore.auth.MovableClock;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.fault.NotFound;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.Operation;
import io.recordstore.store.TestStore;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RecordSpaces that expire, with servers whose clocks differ. */
class ExpiryTest {
    private static final TenantName TENANT = new TenantName("tests");
    private static final RecordSpaceName SPACE = new RecordSpaceName("run/1");
    private static final TimeToLive MINUTE = new TimeToLive(Duration.ofMinutes(1));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CLOCK_SKEW = TestSpaces.expiryConfig().clockSkew();

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final KeysTouched store = new KeysTouched();
    private final Database database = store.observe(TestStore.openDatabase(threads));
    private final DataKeys dataKeys = TestDataKeys.create();
    private final Instant begin = Instant.parse("2026-06-01T12:00:00.250Z");
    private final MovableClock clock = new MovableClock(begin);
    private final MovableClock earlyClock = new MovableClock(begin);
    private final TestSpaces server = server(clock);
    private final TestSpaces early = server(earlyClock);

    private TestSpaces server(MovableClock its) {
        return new TestSpaces(new TestStore(database, threads), dataKeys, its);
    }

    /** The tenant has its number and its counter from the first on. */
    @BeforeEach
    void haveATenant() {
        RecordSpaceName first = new RecordSpaceName("first");
        await(server.spaces().create(TENANT, first, Map.of(), ChangeRetention.NONE));
        await(server.spaces().delete(TENANT, first));
    }

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
    }

    @Test
    void whatHasExpiredIsGoneAtOnceAndDeletedWhenNoServerServesItAnyMore() {
        Set<String> before = keys();
        create(SPACE, MINUTE);
        earlyClock.set(begin.plus(CLOCK_SKEW.minusSeconds(1)));

        advance(MINUTE.duration().minusMillis(1));
        assertThat(get(server)).isPresent();
        assertThat(get(early)).isEmpty();
        assertThat(await(early.expiries().round())).isZero();
        assertThat(get(server)).isPresent();

        advance(Duration.ofMillis(1));
        assertThat(get(server)).isEmpty();
        assertThat(await(server.expiries().round())).isZero();
        assertThat(keys()).isNotEqualTo(before);

        advance(CLOCK_SKEW.plusSeconds(1));
        assertThat(await(server.expiries().round())).isEqualTo(1);
        assertThat(keys()).isEqualTo(before);
        assertThat(await(early.expiries().round())).isZero();
    }

    @Test
    void onePastItsTimeIsDeletedWithinAMinuteAtTheConfiguredTimes() {
        ExpiryConfig config = TestSpaces.expiryConfig();

        assertThat(config.clockSkew().plus(config.lookEvery()).plusSeconds(1)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aRenewalCountsFromWhenItIsMade() {
        create(SPACE, MINUTE);
        advance(Duration.ofSeconds(59));

        RecordSpace renewed = renew(server, MINUTE);

        assertThat(renewed.expireTime()).contains(begin.plusSeconds(119));
        advance(Duration.ofSeconds(59).plus(CLOCK_SKEW));
        assertThat(await(server.expiries().round())).isZero();
        advance(Duration.ofSeconds(3));
        assertThat(await(server.expiries().round())).isEqualTo(1);
    }

    @Test
    void oneThatIsKeptAfterAllLeavesNoNoteOfItsEnd() {
        create(SPACE, TimeToLive.UNBOUNDED);
        Set<String> unbounded = keys();
        renew(server, MINUTE);
        assertThat(keys()).hasSize(unbounded.size() + 1);

        RecordSpace kept = renew(server, TimeToLive.UNBOUNDED);

        assertThat(kept.expireTime()).isEmpty();
        assertThat(keys()).isEqualTo(unbounded);
        advance(Duration.ofDays(1_000));
        assertThat(await(server.expiries().round())).isZero();
        assertThat(get(server)).isPresent();
    }

    @Test
    void whatHasExpiredCannotBeRenewedAndItsNameIsFree() {
        RecordSpace first = create(SPACE, MINUTE);
        Set<String> alone = keys();
        advance(MINUTE.duration());
        assertThatThrownBy(() -> renew(server, MINUTE)).isInstanceOf(NotFound.class);

        RecordSpace second = create(SPACE, MINUTE);

        assertThat(second.incarnation()).isNotEqualTo(first.incarnation());
        assertThat(keys()).hasSize(alone.size());
        advance(MINUTE.duration().minusSeconds(1));
        assertThat(await(server.expiries().round())).isZero();
        assertThat(get(server)).contains(second);
    }

    /** The early server's clock is ahead by more than it should be: it deletes what the other one still serves. */
    @Test
    void aRenewalBesideADeletionComesBeforeItOrIsRefused() {
        int renewals = 0;
        for (int i = 0; i < 60; i++) {
            RecordSpaceName name = new RecordSpaceName("race/" + i);
            create(name, MINUTE);
            earlyClock.set(
                    clock.instant().plus(MINUTE.duration()).plus(CLOCK_SKEW).plusSeconds(1));
            CompletableFuture<Long> deletion =
                    early.expiries().round().subscribeAsCompletionStage().toCompletableFuture();
            LockSupport.parkNanos(i * 100_000L);

            boolean isRenewed = server.spaces()
                    .update(TENANT, name, RecordSpaceUpdate.living(new TimeToLive(PATIENCE.multipliedBy(9))))
                    .map(renewed -> true)
                    .onFailure(NotFound.class)
                    .recoverWithItem(false)
                    .await()
                    .atMost(PATIENCE);

            assertThat(deletion.join()).isEqualTo(isRenewed ? 0 : 1);
            assertThat(get(server, name).isPresent()).isEqualTo(isRenewed);
            renewals += isRenewed ? 1 : 0;
        }
        System.out.println("ExpiryTest: " + renewals + " of 60 renewals came before");
    }

    @Test
    void aPageIsFullWithWhatIsThere() {
        for (int i = 0; i < 9; i++) {
            create(new RecordSpaceName("list/" + i), i % 3 == 0 ? TimeToLive.UNBOUNDED : MINUTE);
        }
        advance(MINUTE.duration());

        assertThat(await(server.spaces().list(TENANT, "list/", "", 2)))
                .extracting(space -> space.name().value())
                .containsExactly("list/0", "list/3");
        assertThat(await(server.spaces().list(TENANT, "list/", "list/3", 2)))
                .extracting(space -> space.name().value())
                .containsExactly("list/6");
    }

    @Test
    void aRoundThatHasNothingToDoIsOneShortReadHoweverManyWillExpire() {
        for (int i = 0; i < 50; i++) {
            create(new RecordSpaceName("idle/" + i), MINUTE);
        }

        Map<Operation, Long> cost = store.costOf(
                new Range(new byte[0], new byte[] {-1, -1}),
                () -> await(server.expiries().round()));

        assertThat(cost).containsEntry(Operation.TRANSACTION, 1L).containsEntry(Operation.RANGE_READ, 1L);
        assertThat(cost).doesNotContainKeys(Operation.PAIR, Operation.GET, Operation.COMMIT);
    }

    private void advance(Duration by) {
        clock.advance(by);
        earlyClock.advance(by);
    }

    private RecordSpace create(RecordSpaceName name, TimeToLive timeToLive) {
        return await(server.spaces().create(TENANT, name, Map.of(), ChangeRetention.NONE, timeToLive));
    }

    private RecordSpace renew(TestSpaces by, TimeToLive timeToLive) {
        return await(by.spaces().update(TENANT, SPACE, RecordSpaceUpdate.living(timeToLive)));
    }

    private Optional<RecordSpace> get(TestSpaces by) {
        return get(by, SPACE);
    }

    private static Optional<RecordSpace> get(TestSpaces by, RecordSpaceName name) {
        return await(by.spaces()
                .get(TENANT, name)
                .map(Optional::of)
                .onFailure(NotFound.class)
                .recoverWithItem(Optional.empty()));
    }

    /** All that is in the store, but for the stamp of changes, which a deletion sets. */
    private Set<String> keys() {
        List<KeyValue> all = database.read(transaction -> transaction
                .getRange(new Range(new byte[0], new byte[] {-1}))
                .asList()
                .join());
        Set<String> keys = new HashSet<>();
        all.forEach(entry -> keys.add(ByteArrayUtil.printable(entry.getKey())));
        return keys;
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(PATIENCE);
    }
}
