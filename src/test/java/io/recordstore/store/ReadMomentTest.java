package io.recordstore.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several transactions that read at one moment, on the embedded engine. */
class ReadMomentTest {
    private static final byte[] KEY = {1};
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Database database = TestStore.openDatabase(threads);
    private final Transactions transactions = new TestStore(database, threads).transactions();

    @AfterEach
    void close() {
        database.close();
        threads.shutdown();
    }

    private static CompletableFuture<byte[]> value(FDBRecordContext context) {
        return context.ensureActive().get(KEY);
    }

    private void write(byte value) {
        database.run(transaction -> {
            transaction.set(KEY, new byte[] {value});
            return null;
        });
    }

    private byte[] read(Transactions reading) {
        return reading.read(ReadMomentTest::value).await().atMost(PATIENCE);
    }

    @Test
    void whatIsCommittedMeanwhileIsNotSeenAtTheMoment() {
        write((byte) 1);
        Transactions moment = transactions.at(new ReadMoment());
        assertThat(read(moment)).containsExactly(1);
        write((byte) 2);
        assertThat(read(moment)).containsExactly(1);
        assertThat(read(transactions)).containsExactly(2);
        assertThat(read(transactions.at(new ReadMoment()))).containsExactly(2);
    }

    @Test
    void transactionsThatBeginAtOnceShareOneReadVersion() {
        Transactions moment = transactions.at(new ReadMoment());
        List<CompletableFuture<Long>> versions = IntStream.range(0, 50)
                .mapToObj(
                        i -> moment.read(FDBRecordContext::getReadVersionAsync).subscribeAsCompletionStage())
                .toList();
        assertThat(versions.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    @Test
    void aMomentThatHasEndedIsFollowedByAnother() {
        write((byte) 1);
        ReadMoment moment = new ReadMoment();
        assertThat(read(transactions.at(moment))).containsExactly(1);
        write((byte) 2);
        moment.end();
        assertThat(read(transactions.at(moment))).containsExactly(2);
    }
}
