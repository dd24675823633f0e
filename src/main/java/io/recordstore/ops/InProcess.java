package io.recordstore.ops;

import io.quarkus.runtime.Application;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TokenGrant;
import io.recordstore.auth.TokenMinter;
import io.recordstore.name.TenantName;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * The server in a process that is another's, such as a run of tests: on the memory engine, and at a port for this machine
 * alone. It is in a class loader of its own, and {@code io.recordstore.junit} calls it by reflection: what goes in and out is
 * of the JDK.
 */
public final class InProcess implements AutoCloseable {
    private static final int ROOT_KEY = 1;
    private static final int ENCRYPTION_KEY_BYTES = 32;

    /** Longer than any run of tests. */
    private static final Duration TOKEN_LIFE = Duration.ofDays(1);

    /** Where Quarkus says which port it has found. */
    private static final String PORT = "quarkus.http.port";

    private final TokenMinter minter = TokenMinter.of(ROOT_KEY, TokenMinter.newPrivateKey());
    private Application application;
    private int port;

    /** The properties that the server is to find when it starts. Their keys are of this run alone. */
    public Map<String, String> configuration() {
        byte[] encryptionKey = new byte[ENCRYPTION_KEY_BYTES];
        new SecureRandom().nextBytes(encryptionKey);
        return Map.of(
                PORT,
                "0",
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.banner.enabled",
                "false",
                "recordstore.fdb.embedded.memory",
                "true",
                "recordstore.tokens.root-public-keys." + ROOT_KEY,
                minter.publicKey(),
                "recordstore.encryption.keys.run",
                Base64.getEncoder().encodeToString(encryptionKey));
    }

    /** Returns when the server takes calls. */
    public void start() throws ReflectiveOperationException {
        application = (Application) Thread.currentThread()
                .getContextClassLoader()
                .loadClass(Application.APP_CLASS_NAME)
                .getConstructor()
                .newInstance();
        application.start(new String[0]);
        port = Integer.parseInt(System.getProperty(PORT));
    }

    /** The port that was free. */
    public int port() {
        return port;
    }

    /** A token with every right on every RecordSpace of a tenant, for a day. */
    public String token(String tenant) {
        return minter.mint(TokenGrant.to(new TenantName(tenant))
                .rights("*", Operation.values())
                .expiringAt(Instant.now().plus(TOKEN_LIFE)));
    }

    @Override
    public void close() {
        application.close();
    }
}
