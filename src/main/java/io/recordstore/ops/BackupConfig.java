package io.recordstore.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** Backups of the embedded engine: {@code recordstore.backup}. A cluster is backed up by FoundationDB's own agents. */
@ConfigMapping(prefix = "recordstore.backup")
public interface BackupConfig {
    /** Where backups go, each to a directory of its own; none are made without. */
    Optional<Path> directory();

    /** How long after the last backup the next one is made; 0 for none but those that are asked for. */
    @WithDefault("24h")
    @DurationMin
    Duration every();

    /** How many backups are kept; the oldest go first. */
    @WithDefault("7")
    @Min(1)
    int keep();
}
