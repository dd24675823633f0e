package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.grpc.MutinyService;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No service runs beside the limits of its callers, but the one that tells them and has them changed. */
class EveryCallIsRatedTest {
    @Test
    void everyServiceIsHeldToLimitsButTheOneThatSetsThem() {
        List<String> unlimited = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.recordstore.grpc")
                        .stream()
                        .filter(type -> !type.isInterface() && type.isAssignableTo(MutinyService.class))
                        .filter(type -> !type.isAnnotatedWith(WithinQuota.class))
                        .map(JavaClass::getSimpleName)
                        .toList();

        assertThat(unlimited).containsExactly("GrpcQuotaService");
    }
}
