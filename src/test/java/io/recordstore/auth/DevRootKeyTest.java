package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.name.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevRootKeyTest {
    @TempDir
    Path directory;

    @Test
    void theKeyIsMadeOnceAndOutlivesARestart() {
        String token = new DevRootKey(path())
                .minter()
                .mint(TokenGrant.to(new TenantName("demo"))
                        .rights("*", Operation.READ)
                        .expiringAt(Instant.now().plusSeconds(60)));
        DevRootKey restarted = new DevRootKey(path());

        VerifiedToken verified =
                new TokenVerifier(AccessFixture.limits(), true).verify(token, RootKeys.of(restarted.publicKeys()));
        assertThat(verified.tenant().value()).isEqualTo("demo");
    }

    @Test
    void onlyItsOwnerReadsTheFile() throws IOException {
        new DevRootKey(path()).publicKeys();

        try (Stream<Path> files = Files.list(directory.resolve("dev"))) {
            assertThat(files.toList()).singleElement().satisfies(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void aBrokenFileIsAnErrorThatDoesNotHoldIt() throws IOException {
        new DevRootKey(path()).publicKeys();
        try (Stream<Path> files = Files.list(directory.resolve("dev"))) {
            Files.writeString(files.findFirst().orElseThrow(), "deadbeef");
        }

        assertThatThrownBy(() -> new DevRootKey(path()).publicKeys())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("deadbeef");
    }

    @Test
    void outsideDevModeNoTokenIsMade() {
        assertThatThrownBy(() -> new DevToken(new DevRootKey(path())).mint()).isInstanceOf(IllegalStateException.class);
        assertThat(directory).isEmptyDirectory();
    }

    private String path() {
        return directory.resolve("dev").toString();
    }
}
