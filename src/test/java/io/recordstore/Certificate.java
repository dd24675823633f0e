package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A key of one day's life with a certificate that it signed itself, made by the JDK's {@code keytool}.
 *
 * @param keyStore the key and the certificate, PKCS #12
 * @param pem the certificate alone
 */
record Certificate(Path keyStore, Path pem) {
    static final String PASSWORD = "changeit";

    static Certificate make(Path directory, String name) throws IOException, InterruptedException {
        Certificate made = new Certificate(directory.resolve(name + ".p12"), directory.resolve(name + ".pem"));
        keytool(
                "-genkeypair -keyalg EC -groupname secp256r1 -validity 1 -dname CN=localhost -ext SAN=dns:localhost"
                        + " -storetype PKCS12 -storepass " + PASSWORD + " -alias " + name,
                "-keystore",
                made.keyStore());
        keytool(
                "-exportcert -rfc -storepass " + PASSWORD + " -alias " + name + " -file " + made.pem(),
                "-keystore",
                made.keyStore());
        return made;
    }

    private static void keytool(String arguments, String option, Path path) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String line = keytool + " " + arguments + " " + option + " " + path;
        Process process = new ProcessBuilder(List.of(line.split(" ")))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keyStore)) {
            store.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }
}
