package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.FDB;
import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import org.junit.jupiter.api.Test;

/** fdb-java works without FoundationDB's client library, which the machine of this test does not have. */
class NativeFreeFdbTest {
    @Test
    void servesThePathsThatAskForTheClient() {
        NativeFreeFdb.install();
        FDB first = FDB.instance();
        NativeFreeFdb.install();

        assertThat(FDB.instance()).isSameAs(first);
        assertThat(FDB.instance().getAPIVersion()).isEqualTo(NativeFreeFdb.API_VERSION);
        assertThat(NativeFreeFdb.isInstalled()).isTrue();
        assertThat(Tuple.from(Versionstamp.incomplete()).packWithVersionstamp()).isNotEmpty();
        assertThat(AsyncUtil.whileTrue(AsyncUtil.READY_FALSE::copy)).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(System.getProperty("FDB_LIBRARY_PATH_FDB_JAVA")).isNull();
    }

    @Test
    void letsManyDatabasesLiveInOneProcess() {
        try (EmbeddedDatabase first = EmbeddedDatabase.inMemory();
                EmbeddedDatabase second = EmbeddedDatabase.inMemory()) {
            first.run(transaction -> {
                transaction.set(new byte[] {1}, new byte[] {2});
                return null;
            });
            byte[] value =
                    second.read(transaction -> transaction.get(new byte[] {1}).join());
            assertThat(value).isNull();
        }
    }
}
