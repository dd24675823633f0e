package io.recordstore.cli;

import com.google.protobuf.Struct;
import io.recordstore.auth.TokenMinter;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Terminal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code record-store keys generate}. */
@Command(
        name = "generate",
        description = {
            "Make a root key pair, which signs tokens, and a key-encryption key, which seals records. Run it on a"
                    + " machine that is not a server: the private root key stays there."
        },
        footer = {
            "",
            "Examples:",
            "  record-store keys generate                        # both, below ./keys",
            "  record-store keys generate --root --root-id 2     # a second root key, to rotate",
            "  record-store keys generate --encryption --dir /run/secrets",
            "",
            "It prints what to configure. Files are for their owner alone (0600) and never replaced without --force."
        })
final class KeysGenerateCommand implements Callable<Integer> {
    private static final int ENCRYPTION_KEY_BYTES = 32;
    private static final int MAX_ROOT_ID = 999_999_999;

    @Option(names = "--root", description = "Only the root key pair.")
    boolean root;

    @Option(names = "--encryption", description = "Only the key-encryption key.")
    boolean encryption;

    @Option(names = "--root-id", paramLabel = "N", description = "The root key's id, which tokens carry: 1.")
    int rootId = 1;

    @Option(
            names = "--encryption-id",
            paramLabel = "ID",
            description = "The key-encryption key's id: the month, such as 2026-01.")
    String encryptionId = DateTimeFormatter.ofPattern("uuuu-MM").format(LocalDate.now(ZoneOffset.UTC));

    @Option(
            names = {"-d", "--dir"},
            paramLabel = "FOLDER",
            description = "Where the files go: keys.")
    Path folder = Path.of("keys");

    @Option(names = "--force", description = "Replace keys that are there. Their tokens and records are lost.")
    boolean force;

    @Mixin
    Results results;

    @Mixin
    HelpOption help;

    @Spec
    CommandSpec spec;

    private final StringBuilder text = new StringBuilder();
    private final Struct.Builder object = Struct.newBuilder();

    @Override
    public Integer call() {
        checkIds();
        boolean both = root == encryption;
        if (both || root) {
            PrivateFiles.refuseExisting(privateKeyFile(), force);
            PrivateFiles.refuseExisting(publicKeyFile(), force);
        }
        if (both || encryption) {
            PrivateFiles.refuseExisting(encryptionKeyFile(), force);
        }
        if (both || root) {
            generateRoot();
        }
        if (both || encryption) {
            generateEncryption();
        }
        Terminal terminal = ((RecordStore) spec.root().userObject()).terminal();
        results.one(terminal, object.build(), text.toString().stripTrailing());
        return 0;
    }

    private void checkIds() {
        if (rootId < 0 || rootId > MAX_ROOT_ID) {
            throw CommandFailure.usage("a root key's id is a number from 0 to " + MAX_ROOT_ID);
        }
        if (!encryptionId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw CommandFailure.usage(
                    "a key-encryption key's id is letters, digits, '.', '_' and '-', such as 2026-01");
        }
    }

    private Path privateKeyFile() {
        return folder.resolve("root-" + rootId + ".key");
    }

    private Path publicKeyFile() {
        return folder.resolve("public").resolve(rootId + ".pub");
    }

    private Path encryptionKeyFile() {
        return folder.resolve("encryption-" + encryptionId + ".key");
    }

    private void generateRoot() {
        String privateKey = TokenMinter.newPrivateKey();
        String publicKey = TokenMinter.of(rootId, privateKey).publicKey();
        PrivateFiles.write(privateKeyFile(), privateKey + "\n", force);
        PrivateFiles.write(publicKeyFile(), publicKey + "\n", force);
        object.putFields("root_key_id", RecordFields.number(rootId))
                .putFields("root_public_key", RecordFields.text(publicKey))
                .putFields(
                        "root_private_key_file",
                        RecordFields.text(privateKeyFile().toString()))
                .putFields(
                        "root_public_key_file",
                        RecordFields.text(publicKeyFile().toString()));
        text.append("Root key ").append(rootId).append(", which signs tokens\n");
        line("private", privateKeyFile() + "   (keep it away from servers)");
        line("public", publicKey);
        text.append("  a server trusts it by any one of\n");
        line("", "record-store serve --root-keys " + publicKeyFile().getParent());
        line("", "recordstore.tokens.root-public-keys." + rootId + "=" + publicKey);
        line("", "RECORDSTORE_TOKENS_ROOT_PUBLIC_KEYS_" + rootId + "=" + publicKey);
        text.append("  a token\n");
        line("", "record-store token create --key " + privateKeyFile() + " --tenant acme --admin");
        text.append('\n');
    }

    private void generateEncryption() {
        byte[] key = new byte[ENCRYPTION_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        PrivateFiles.write(encryptionKeyFile(), Base64.getEncoder().encodeToString(key) + "\n", force);
        object.putFields("encryption_key_id", RecordFields.text(encryptionId))
                .putFields(
                        "encryption_key_file",
                        RecordFields.text(encryptionKeyFile().toString()));
        text.append("Key-encryption key ").append(encryptionId).append(", which seals records\n");
        line("file", encryptionKeyFile() + "   (back it up: without it records cannot be read)");
        text.append("  a server has it by any one of\n");
        line("", "record-store serve --encryption-key " + encryptionId + "=" + encryptionKeyFile());
        line("", "recordstore.encryption.key-files.\"" + encryptionId + "\"=" + encryptionKeyFile());
    }

    private void line(String name, String value) {
        text.append(String.format("  %-8s %s%n", name, value));
    }
}
