package io.recordstore.junit;

import io.grpc.Channel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** A server that runs already, which {@link Settings#SERVER} names. */
final class RunningServer implements Server {
    private final TokenChannel connection;

    private RunningServer(TokenChannel connection) {
        this.connection = connection;
    }

    static boolean isNamed() {
        return Settings.get(Settings.SERVER).isPresent();
    }

    static RunningServer connect() {
        return new RunningServer(
                new TokenChannel(address(Settings.get(Settings.SERVER).orElseThrow()), token()));
    }

    private static ManagedChannelBuilder<?> address(String text) {
        boolean isSecure = text.startsWith("https://");
        URI address = URI.create(text.contains("://") ? text : "http://" + text);
        if (address.getHost() == null || address.getPort() < 0) {
            throw new ExtensionConfigurationException(Settings.SERVER + " is '" + text
                    + "', and an address is localhost:8080 or https://store.example:443");
        }
        ManagedChannelBuilder<?> builder = ManagedChannelBuilder.forAddress(address.getHost(), address.getPort());
        return isSecure ? builder : builder.usePlaintext();
    }

    private static String token() {
        return Settings.get(Settings.TOKEN)
                .or(() -> Settings.get(Settings.TOKEN_FILE).map(RunningServer::read))
                .orElseThrow(() -> new ExtensionConfigurationException(
                        Settings.SERVER + " names a server, and there is no token for it: set "
                                + Settings.named(Settings.TOKEN) + ", or " + Settings.named(Settings.TOKEN_FILE)
                                + ", to one with every right on RecordSpaces 'junit/*'"));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new ExtensionConfigurationException("the token in " + file + " cannot be read", e);
        }
    }

    @Override
    public Channel channel() {
        return connection.channel();
    }

    @Override
    public void close() {
        connection.close();
    }
}
