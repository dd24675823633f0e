package io.recordstore.junit;

import io.grpc.Channel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The server in this process, on the memory engine. It is in a class loader of its own below the JDK's: what the tests have on
 * their class path is none of the server's business, and the other way round. It is therefore called by reflection, through
 * one class that tells and is told in classes of the JDK.
 */
final class InProcessServer implements Server {
    private static final String ENTRY = "io.recordstore.ops.InProcess";
    private static final String TENANT = "junit";

    /** Above system properties (400) and the environment (300), which are of the tests. */
    private static final String ORDINAL = "1000";

    /** Whose remarks are of no interest to tests. Loggers are the JDK's and everybody's, and last as long as they are held. */
    private static final List<Logger> TALKATIVE = Stream.of(
                    "io.quarkus", "io.recordstore", "recordstore", "org.hibernate.validator", "org.jboss.threads")
            .map(Logger::getLogger)
            .toList();

    private final ServerPackage files;
    private final URLClassLoader loader;
    private final Object server;
    private final TokenChannel connection;

    private InProcessServer(ServerPackage files, URLClassLoader loader, Object server) {
        this.files = files;
        this.loader = loader;
        this.server = server;
        this.connection = new TokenChannel(
                ManagedChannelBuilder.forAddress("127.0.0.1", (int) call("port"))
                        .usePlaintext(),
                (String) call("token", TENANT));
    }

    static InProcessServer start() {
        ServerPackage files = ServerPackage.find();
        TALKATIVE.stream()
                .filter(logger -> logger.getLevel() == null)
                .forEach(logger -> logger.setLevel(Level.WARNING));
        URLClassLoader loader = files.loader();
        Object server = inside(loader, () -> {
            Object entry = loader.loadClass(ENTRY).getConstructor().newInstance();
            configure(files.configuration(), (Map<?, ?>)
                    entry.getClass().getMethod("configuration").invoke(entry));
            entry.getClass().getMethod("start").invoke(entry);
            return entry;
        });
        return new InProcessServer(files, loader, server);
    }

    private static void configure(Path directory, Map<?, ?> configuration) throws IOException {
        Properties properties = new Properties();
        configuration.forEach((name, value) -> properties.setProperty((String) name, (String) value));
        properties.setProperty("config_ordinal", ORDINAL);
        Path file = directory.resolve("META-INF/microprofile-config.properties");
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }

    private interface Work<T> {
        T run() throws ReflectiveOperationException, IOException;
    }

    private static <T> T inside(ClassLoader loader, Work<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.run();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the server for the tests failed", e.getCause());
        } catch (ReflectiveOperationException | IOException e) {
            throw new ExtensionConfigurationException("the server for the tests cannot be loaded", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Object call(String method, String... arguments) {
        return inside(loader, () -> {
            Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {String.class};
            return server.getClass().getMethod(method, types).invoke(server, (Object[]) arguments);
        });
    }

    @Override
    public Channel channel() {
        return connection.channel();
    }

    @Override
    public void close() {
        connection.close();
        call("close");
        try {
            loader.close();
        } catch (IOException e) {
            throw new IllegalStateException("the server's class loader cannot be closed", e);
        }
        files.close();
    }
}
