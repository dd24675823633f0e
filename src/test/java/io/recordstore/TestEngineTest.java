package io.recordstore;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.recordstore.fdb.FdbDatabases;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.TestStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That a store of a test is where {@link TestEngine} has it, but for tests of the engines themselves. */
class TestEngineTest {
    @Test
    void noOtherTestOpensAnEngineByItself() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.recordstore.fdb..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.recordstore.fdb.embedded")
                        .and(nameMatching(".*\\.(EmbeddedDatabase|MemoryStorage|RocksStorage)")))
                .orShould()
                .callMethodWhere(describe("open a database by itself", TestEngineTest::opensADatabase))
                .because("RECORDSTORE_TEST_CLUSTER_FILE has the tests run on a cluster")
                .check(new ClassFileImporter(List.of(new ImportOption.OnlyIncludeTests()))
                        .importPackages("io.recordstore"));
    }

    private static boolean opensADatabase(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(FdbDatabases.class)
                && !call.getOriginOwner().isEquivalentTo(TestStore.class)
                && !call.getOriginOwner().isEquivalentTo(KeysTouched.class);
    }
}
