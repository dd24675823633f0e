package io.recordstore.fdb.embedded;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Transactions on a disk whose power fails, and what must be there when it is back. */
final class PowerLossRun {
    private static final int LIVES = 4;
    private static final int TRANSACTIONS = 60;
    private static final int PARTS = 3;

    private final Random random;
    private final SimulatedDisk disk;
    private final Set<Integer> acknowledged = new HashSet<>();
    private int started;
    private long newestVersion;

    private PowerLossRun(long seed, SimulatedDisk.Fault fault) {
        random = new Random(seed);
        disk = new SimulatedDisk(random, fault);
    }

    /** Runs one; returns what is wrong after a loss, if anything. */
    static Optional<String> violation(long seed, SimulatedDisk.Fault fault) {
        return new PowerLossRun(seed, fault).run();
    }

    private Optional<String> run() {
        for (int life = 0; life < LIVES; life++) {
            live();
            Optional<String> wrong = inspect();
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private void live() {
        SeededScheduler scheduler = new SeededScheduler(random);
        EngineOptions options = EngineOptions.defaults()
                .withExecutor(scheduler)
                .withCommitExecutor(scheduler)
                .withTime(scheduler::nanoTime);
        try (Database database = EmbeddedDatabase.open(disk.powerOn(), options)) {
            disk.failSoon();
            for (int i = 0; i < TRANSACTIONS; i++) {
                write(database, started++);
                if (random.nextBoolean()) {
                    scheduler.runOne();
                }
            }
            scheduler.runAll();
        }
    }

    private void write(Database database, int number) {
        Transaction transaction = database.createTransaction();
        for (int part = 0; part < PARTS; part++) {
            transaction.set(key(number, part), new byte[] {1});
        }
        transaction.commit().whenComplete((done, error) -> {
            if (error == null) {
                acknowledged.add(number);
                newestVersion = Math.max(newestVersion, transaction.getCommittedVersion());
            }
            transaction.close();
        });
    }

    private static byte[] key(int number, int part) {
        return "%05d/%d".formatted(number, part).getBytes(StandardCharsets.UTF_8);
    }

    private Optional<String> inspect() {
        try (Database database = EmbeddedDatabase.open(disk.powerOn(), EngineOptions.defaults());
                Transaction transaction = database.createTransaction()) {
            for (int number = 0; number < started; number++) {
                int found = 0;
                for (int part = 0; part < PARTS; part++) {
                    found += transaction.get(key(number, part)).join() == null ? 0 : 1;
                }
                if (found != PARTS && (found > 0 || acknowledged.contains(number))) {
                    return Optional.of(
                            "transaction " + number + (acknowledged.contains(number) ? ", acknowledged," : "") + " has "
                                    + found + " of " + PARTS + " parts");
                }
            }
            long version = transaction.getReadVersion().join();
            return version > newestVersion
                    ? Optional.empty()
                    : Optional.of("version " + version + " follows " + newestVersion);
        }
    }
}
