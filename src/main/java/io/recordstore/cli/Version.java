package io.recordstore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that was built, from {@code record-store.properties}, which the build fills in. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties built = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("/record-store.properties")) {
            built.load(file);
        }
        return new String[] {"record-store " + built.getProperty("version")};
    }
}
