package io.recordstore.auth;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The root public keys in force: those of the configuration, those of its file or directory, and in dev mode the dev
 * key.
 *
 * <p>The file or directory is read again every few seconds. A key that appears there is taken from then on; one that
 * disappears is not, and what was verified with it is verified again. While the path cannot be read, or holds
 * something that is not a key, the keys of before stay in force and each attempt is logged.
 */
@ApplicationScoped
class RootKeyRing {
    private static final Logger LOG = Logger.getLogger(RootKeyRing.class);
    private static final String KEYS = "recordstore.tokens.root-public-keys";
    private static final String PATH = "recordstore.tokens.root-public-keys-path";

    private final RootKeys fixed;
    private final Optional<Path> path;
    private final ScheduledExecutorService reloads;
    private volatile RootKeys current;

    @Inject
    RootKeyRing(TokenConfig config, DevRootKey devKey) {
        this(config, LaunchMode.current().isDev() ? devKey.publicKeys() : Map.of());
    }

    RootKeyRing(TokenConfig config, Map<Integer, String> devKeys) {
        path = config.rootPublicKeysPath().map(Path::of);
        fixed = atStart(KEYS, () -> RootKeys.of(config.rootPublicKeys())).and(RootKeys.of(devKeys));
        current = atStart(PATH, this::readAll);
        reloads = Executors.newSingleThreadScheduledExecutor(RootKeyRing::daemon);
        if (path.isPresent()) {
            long millis = config.rootPublicKeysReload().toMillis();
            reloads.scheduleWithFixedDelay(this::reload, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Without a cause: of an exception with one, Quarkus prints the stack and not the message. */
    private static RootKeys atStart(String property, Supplier<RootKeys> keys) {
        try {
            return keys.get();
        } catch (IllegalArgumentException | UncheckedIOException notKeys) {
            throw new ConfigurationException(property + ": " + notKeys.getMessage());
        }
    }

    /** The same object for as long as no key changes. */
    RootKeys current() {
        return current;
    }

    /** Reads the file or directory now; keeps the keys of before when that fails. */
    void reload() {
        try {
            RootKeys read = readAll();
            if (!read.equals(current)) {
                current = read;
                LOG.infof("root public keys in force: %s", read.ids());
            }
        } catch (RuntimeException unreadable) {
            LOG.warnf("the root public keys stay as they are: %s", unreadable.getMessage());
        }
    }

    private RootKeys readAll() {
        return path.map(RootKeyFiles::read)
                .map(RootKeys::of)
                .orElse(RootKeys.NONE)
                .and(fixed);
    }

    private static Thread daemon(Runnable reload) {
        Thread thread = new Thread(reload, "recordstore-root-keys");
        thread.setDaemon(true);
        return thread;
    }

    @PreDestroy
    void close() {
        reloads.shutdownNow();
    }
}
