package io.recordstore.auth;

import io.recordstore.name.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tokens for a server that runs in dev mode in a folder of this machine; making them needs no server. */
public final class LocalDevToken {
    /** A command's time, and no more. */
    private static final Duration LIFE = Duration.ofHours(1);

    private LocalDevToken() {}

    /**
     * A token with every right on every RecordSpace of tenant {@code demo}, for an hour; empty when there is no
     * {@link #minter}.
     */
    public static Optional<String> mint(Path directory) {
        return minter(directory)
                .map(minter -> minter.mint(TokenGrant.to(new TenantName(DevToken.TENANT))
                        .rights("*", Operation.values())
                        .expiringAt(Instant.now().plus(LIFE))));
    }

    /**
     * Signs tokens with the root key of dev mode, which no server trusts that is not in dev mode.
     *
     * @param directory what {@code recordstore.dev.directory} says: {@code data/dev} below the folder where the server runs
     * @return empty when no server ever ran in dev mode there, or its key is somebody else's
     */
    public static Optional<TokenMinter> minter(Path directory) {
        Path file = directory.resolve(DevRootKey.FILE_NAME);
        try {
            return Files.isReadable(file)
                    ? Optional.of(TokenMinter.of(
                            DevRootKey.KEY_ID, Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException notAKey) {
            return Optional.empty();
        }
    }
}
