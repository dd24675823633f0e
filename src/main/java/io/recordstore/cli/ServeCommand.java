package io.recordstore.cli;

import io.recordstore.cli.failure.CommandFailure;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code record-store serve}. */
@Command(
        name = "serve",
        description = "Run the server, until it is stopped. The same without any command, configured by properties.",
        footer = {
            "",
            "Example:",
            "  record-store keys generate",
            "  record-store serve --root-keys keys/public --encryption-key 2026-01=keys/encryption-2026-01.key",
            "",
            "Every property can be set with -D, in the environment or in ./config/application.properties:",
            "docs/tokens.md, docs/security.md and docs/engine.md list them."
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65535;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Where to listen: 8080; 0 for any that is free.")
    Integer port;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Where the embedded engine keeps its data: data.")
    Path data;

    @Option(
            names = "--root-keys",
            paramLabel = "PATH",
            description = "The folder of root public keys, <id>.pub; read again every few seconds.")
    Path rootKeys;

    @Option(
            names = "--encryption-key",
            paramLabel = "ID=FILE",
            description = "A key-encryption key; may be repeated, with --active-encryption-key.")
    Map<String, Path> encryptionKeys = new LinkedHashMap<>();

    @Option(
            names = "--active-encryption-key",
            paramLabel = "ID",
            description = "The one that wraps what is new, where there are several.")
    String activeEncryptionKey;

    @Option(names = "-D", paramLabel = "NAME=VALUE", mapFallbackValue = "true", description = "Any other property.")
    Map<String, String> properties = new LinkedHashMap<>();

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        properties().forEach(System::setProperty);
        Main.serve();
        return 0;
    }

    private Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>(properties);
        if (port != null) {
            if (port < 0 || port > MAX_PORT) {
                throw CommandFailure.usage("a port is a number from 0 to " + MAX_PORT);
            }
            all.put("quarkus.http.port", port.toString());
        }
        if (data != null) {
            all.put("recordstore.fdb.embedded.directory", data.toString());
        }
        if (rootKeys != null) {
            all.put("recordstore.tokens.root-public-keys-path", rootKeys.toString());
        }
        encryptionKeys.forEach(
                (id, file) -> all.put("recordstore.encryption.key-files.\"" + id + "\"", file.toString()));
        if (activeEncryptionKey != null) {
            all.put("recordstore.encryption.active-key", activeEncryptionKey);
        }
        return all;
    }
}
