package io.recordstore.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaConfigTest {
    @Test
    void nothingIsLimitedByDefault() {
        QuotaConfig config = TestQuotas.config();

        assertThat(DefaultQuotas.ofTenants(config.tenant())).isEqualTo(Quotas.NONE);
        assertThat(DefaultQuotas.ofRecordSpaces(config.recordSpace())).isEqualTo(Quotas.NONE);
        assertThat(config.burst()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.usageAge()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.remembered()).isEqualTo(100_000);
    }

    @Test
    void everyLimitCanBeConfigured() {
        QuotaConfig config = TestQuotas.config(
                "tenant.bytes", "1K",
                "tenant.records", "2",
                "tenant.record-spaces", "3",
                "tenant.requests-per-second", "4",
                "tenant.bytes-per-second", "5K",
                "record-space.bytes", "6K",
                "record-space.records", "7",
                "record-space.requests-per-second", "8",
                "record-space.bytes-per-second", "9K");

        assertThat(DefaultQuotas.ofTenants(config.tenant()).limits())
                .isEqualTo(Map.of(
                        Limit.BYTES, 1_024L,
                        Limit.RECORDS, 2L,
                        Limit.RECORD_SPACES, 3L,
                        Limit.REQUESTS_PER_SECOND, 4L,
                        Limit.BYTES_PER_SECOND, 5_120L));
        assertThat(DefaultQuotas.ofRecordSpaces(config.recordSpace()).limits())
                .isEqualTo(Map.of(
                        Limit.BYTES, 6_144L,
                        Limit.RECORDS, 7L,
                        Limit.REQUESTS_PER_SECOND, 8L,
                        Limit.BYTES_PER_SECOND, 9_216L));
    }
}
