package io.recordstore.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class BackupsTest {
    @Test
    void whoAsksForBackupsOfAClusterIsToldThatNoneAreMade() {
        Database cluster = (Database) Proxy.newProxyInstance(
                BackupsTest.class.getClassLoader(),
                new Class<?>[] {Database.class},
                (proxy, method, arguments) -> null);
        BackupConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withDefaultValue("recordstore.backup.directory", "/backups")
                .withMapping(BackupConfig.class)
                .build()
                .getConfigMapping(BackupConfig.class);
        Lines lines = new Lines();
        Logger log = Logger.getLogger(Backups.class.getName());
        log.addHandler(lines);
        try {
            new Backups(config, cluster, Clock.systemUTC(), new SimpleMeterRegistry()).start(new StartupEvent());
        } finally {
            log.removeHandler(lines);
        }

        assertThat(lines.said).singleElement().asString().contains("recordstore.backup.directory", "FoundationDB");
    }

    private static final class Lines extends Handler {
        private final List<String> said = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            said.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
