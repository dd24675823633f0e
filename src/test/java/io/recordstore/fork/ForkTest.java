package io.recordstore.fork;

import static io.recordstore.fork.ForkFixture.COPY;
import static io.recordstore.fork.ForkFixture.PATIENCE;
import static io.recordstore.fork.ForkFixture.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.fork.Forks.Spec;
import io.recordstore.operation.Operation;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.TestDatabase;
import io.recordstore.schema.TestServer;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.RecordSpace;
import io.recordstore.space.TimeToLive;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies of RecordSpaces, compared record by record and index entry by index entry. */
class ForkTest {
    private static final int FEW = 60;
    private static final int MANY = 1_100;

    private final TestDatabase database = new TestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aSmallForkIsMadeAtOnceAndEqualsItsSourceInEveryRecordAndIndexEntry() {
        TestServer server = database.server();
        ForkFixture.fill(server, FEW);

        Forks.Outcome made = ForkFixture.fork(server);

        assertThat(made.operation()).isEmpty();
        assertThat(server.operationsOfAll().list(TestServer.TENANT)).isEmpty();
        assertEquals(server, FEW);
    }

    @Test
    void aLargeForkIsAnOperationAndEqualsItsSourceInEveryRecordAndIndexEntry() {
        TestServer server = database.server();
        ForkFixture.fill(server, MANY);

        Forks.Outcome made = ForkFixture.fork(server);

        assertThat(made.operation()).isPresent();
        Operation over = ForkFixture.awaitOver(server);
        assertThat(over.state()).isEqualTo(Operation.State.DONE);
        assertThat(over.source()).contains(TestServer.SPACE);
        assertThat(over.done()).isEqualTo(MANY + 1);
        assertThat(over.total()).isEqualTo(MANY + 1);
        assertThat(over.failure()).isEmpty();
        assertEquals(server, MANY);
        assertThatNothingIsNotedAnyMore(server);
    }

    private static void assertEquals(TestServer server, int players) {
        ForkedContent source = ForkedContent.of(server, TestServer.SPACE);
        ForkedContent copy = ForkedContent.of(server, COPY);
        assertThat(source.records()).hasSize(players + 1);
        assertThat(source.indexes().get("by_team")).hasSize(players - 1);
        assertThat(copy.records()).isEqualTo(source.records());
        assertThat(copy.indexes().keySet()).hasSize(ForkFixture.INDEXES.length + 1);
        source.indexes().forEach((index, entries) -> {
            List<String> copied = copy.indexes().get(index);
            assertThat(copied).as(index).hasSameSizeAs(entries).isNotEmpty();
            assertThat(without(copied, entries)).as("more in %s", index).isEmpty();
            assertThat(without(entries, copied)).as("less in %s", index).isEmpty();
        });
    }

    private static List<String> without(List<String> entries, List<String> others) {
        Set<String> left = new LinkedHashSet<>(entries);
        left.removeAll(new HashSet<>(others));
        return List.copyOf(left);
    }

    private void assertThatNothingIsNotedAnyMore(TestServer server) {
        assertThat(space(server).forking().targets()).isEmpty();
        byte[] notes = TestStore.root(database.database()).pack(Tuple.from(1, 2, 1, 8));
        assertThat(database.database().<List<?>>read(transaction -> transaction
                        .getRange(Range.startsWith(notes))
                        .asList()
                        .join()))
                .isEmpty();
    }

    private static RecordSpace space(TestServer server) {
        return server.spaces()
                .spaces()
                .get(TestServer.TENANT, TestServer.SPACE)
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void aForkIsIndependentOfItsSource() {
        TestServer server = database.server();
        ForkFixture.fill(server, FEW);
        ForkFixture.fork(server);
        ForkedContent before = ForkedContent.of(server, TestServer.SPACE);

        server.commit(COPY, (context, open) -> open.store().deleteRecordAsync(Tuple.from(1L, 7L)));
        assertThat(ForkedContent.of(server, TestServer.SPACE)).isEqualTo(before);
        server.deleteSpace();

        assertThat(ForkedContent.of(server, COPY).records()).hasSize(FEW);
    }

    @Test
    void aForkHasTheLabelsAndTheRetentionOfItsSourceUnlessOthersAreGiven() {
        TestServer server = database.server();
        ChangeRetention kept = new ChangeRetention(Duration.ofHours(1), ChangeRetention.Values.AFTER);
        server.spaces()
                .spaces()
                .create(TestServer.TENANT, TestServer.SPACE, Map.of("a", "1", "b", "1"), kept)
                .await()
                .atMost(PATIENCE);
        server.apply(ForkFixture.PROTO);
        server.put("Player", ForkFixture.player(1, 1));

        RecordSpace made = server.forks()
                .fork(new Spec(
                        TestServer.TENANT,
                        TestServer.SPACE,
                        COPY,
                        Map.of("b", "2"),
                        Optional.empty(),
                        TimeToLive.UNBOUNDED))
                .await()
                .atMost(PATIENCE)
                .target();

        assertThat(made.labels()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(made.changes()).isEqualTo(kept);
        assertThat(made.schemaVersion()).isEqualTo(1);
        assertThat(made.forking().isBeingMade()).isFalse();
        assertThatThrownBy(() -> ForkFixture.fork(server)).isInstanceOf(AlreadyExists.class);
    }

    @Test
    void whileItIsMadeAForkIsRefusedToEveryCallAndTheSourceKeepsItsSchema() {
        TestServer server = database.server(SLOW);
        ForkFixture.fill(server, MANY);
        ForkFixture.fork(server);

        assertThat(space(server).forking().targets()).hasSize(1);
        assertThatThrownBy(() -> server.open(COPY))
                .isInstanceOfSatisfying(PreconditionFailed.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo("FORK_IN_PROGRESS"));
        assertThatThrownBy(
                        () -> server.apply(ForkFixture.PROTO, IndexDefinition.value("i", "Team", List.of("founded"))))
                .isInstanceOfSatisfying(PreconditionFailed.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo("FORK_IN_PROGRESS"));
        server.builds().stop();
    }

    @Test
    void aCancelledForkDeletesWhatItHasMade() {
        TestServer server = database.server(SLOW);
        ForkFixture.fill(server, MANY);
        ForkFixture.fork(server);
        ForkFixture.await(() -> ForkFixture.operation(server).done() > 0);

        server.operationsOfAll()
                .cancel(TestServer.TENANT, COPY, ForkFixture.operation(server).number());

        assertThat(ForkFixture.awaitOver(server).state()).isEqualTo(Operation.State.CANCELLED);
        assertThatThrownBy(() -> server.open(COPY)).isInstanceOf(NotFound.class);
        assertThat(server.jobs()).isZero();
        assertThatNothingIsNotedAnyMore(server);
        server.put("Player", ForkFixture.player(9_999, 1));
        assertThatNothingIsNotedAnyMore(server);
    }

    @Test
    void aForkWhoseSourceIsDeletedFailsAndLeavesNothing() {
        TestServer server = database.server(SLOW);
        ForkFixture.fill(server, MANY);
        ForkFixture.fork(server);

        server.deleteSpace();

        Operation over = ForkFixture.awaitOver(server);
        assertThat(over.state()).isEqualTo(Operation.State.FAILED);
        assertThat(over.failure().orElseThrow().reason()).isEqualTo("FORK_SOURCE_DELETED");
        assertThatThrownBy(() -> server.open(COPY)).isInstanceOf(NotFound.class);
    }

    @Test
    void aForkWhoseSourceIsEmptiedFailsAndLeavesNothing() {
        TestServer server = database.server(SLOW);
        ForkFixture.fill(server, MANY);
        ForkFixture.fork(server);

        server.clearSpace();

        Operation over = ForkFixture.awaitOver(server);
        assertThat(over.state()).isEqualTo(Operation.State.FAILED);
        assertThat(over.failure().orElseThrow().reason()).isEqualTo("FORK_SOURCE_DELETED");
        assertThatThrownBy(() -> server.open(COPY)).isInstanceOf(NotFound.class);
        assertThatNothingIsNotedAnyMore(server);
    }

    @Test
    void aForkThatIsDeletedMeanwhileIsOver() {
        TestServer server = database.server(SLOW);
        ForkFixture.fill(server, MANY);
        ForkFixture.fork(server);

        server.spaces().spaces().delete(TestServer.TENANT, COPY).await().atMost(PATIENCE);

        Operation over = ForkFixture.awaitOver(server);
        assertThat(over.state()).isEqualTo(Operation.State.FAILED);
        assertThat(over.failure().orElseThrow().reason()).isEqualTo("RECORD_SPACE_DELETED");
        assertThatNothingIsNotedAnyMore(server);
    }
}
