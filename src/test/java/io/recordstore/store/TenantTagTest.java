package io.recordstore.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TenantTagTest {
    @Test
    void aShortNameIsTheTag() {
        assertThat(TenantTag.of("acme")).isEqualTo("acme");
        assertThat(TenantTag.of("a-tenant-of-16-b")).isEqualTo("a-tenant-of-16-b");
    }

    @Test
    void longNamesAreToldApartWithinTheLimit() {
        String one = TenantTag.of("department-of-weights");
        String other = TenantTag.of("department-of-measures");

        assertThat(one).startsWith("departmen-").hasSize(TenantTag.MAX_LENGTH).isNotEqualTo(other);
        assertThat(TenantTag.of("department-of-weights")).isEqualTo(one);
    }
}
