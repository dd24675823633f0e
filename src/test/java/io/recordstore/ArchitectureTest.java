package io.recordstore;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** The arrows between packages that {@code ARCHITECTURE.md} draws, and no others. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("io.recordstore");

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("fault")
                .definedBy("io.recordstore.fault..")
                .layer("name")
                .definedBy("io.recordstore.name..")
                .layer("auth")
                .definedBy("io.recordstore.auth..")
                .layer("revocation")
                .definedBy("io.recordstore.revocation..")
                .layer("embedded")
                .definedBy("io.recordstore.fdb.embedded..")
                .layer("fdb")
                .definedBy("io.recordstore.fdb")
                .layer("store")
                .definedBy("io.recordstore.store..")
                .layer("quota")
                .definedBy("io.recordstore.quota..")
                .layer("crypto")
                .definedBy("io.recordstore.crypto..")
                .layer("space")
                .definedBy("io.recordstore.space..")
                .layer("schema")
                .definedBy("io.recordstore.schema..")
                .layer("record")
                .definedBy("io.recordstore.record..")
                .layer("query")
                .definedBy("io.recordstore.query..")
                .layer("operation")
                .definedBy("io.recordstore.operation..")
                .layer("fork")
                .definedBy("io.recordstore.fork..")
                .layer("health")
                .definedBy("io.recordstore.health..")
                .layer("transaction")
                .definedBy("io.recordstore.transaction..")
                .layer("change")
                .definedBy("io.recordstore.change..")
                .layer("admission")
                .definedBy("io.recordstore.admission..")
                .layer("grpc")
                .definedBy("io.recordstore.grpc..")
                .layer("graphql")
                .definedBy("io.recordstore.graphql..")
                .layer("cli")
                .definedBy("io.recordstore.cli..")
                .layer("source")
                .definedBy("io.recordstore.source..")
                .layer("telemetry")
                .definedBy("io.recordstore.telemetry..")
                .layer("ops")
                .definedBy("io.recordstore.ops..")
                .whereLayer("health")
                .mayOnlyBeAccessedByLayers("grpc", "graphql", "ops")
                .whereLayer("grpc")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("graphql")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("ops")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("revocation")
                .mayOnlyBeAccessedByLayers("health", "grpc", "graphql", "ops")
                .whereLayer("auth")
                .mayOnlyBeAccessedByLayers("revocation", "grpc", "graphql", "cli", "ops")
                .whereLayer("transaction")
                .mayOnlyBeAccessedByLayers("grpc", "graphql")
                .whereLayer("change")
                .mayOnlyBeAccessedByLayers("grpc", "graphql", "ops")
                .whereLayer("admission")
                .mayOnlyBeAccessedByLayers("grpc", "graphql", "ops")
                .whereLayer("fork")
                .mayOnlyBeAccessedByLayers("grpc", "graphql")
                .whereLayer("operation")
                .mayOnlyBeAccessedByLayers("schema", "query", "fork", "grpc", "graphql", "ops")
                .whereLayer("query")
                .mayOnlyBeAccessedByLayers("change", "transaction", "grpc", "graphql", "ops")
                .whereLayer("record")
                .mayOnlyBeAccessedByLayers("query", "change", "transaction", "grpc", "graphql", "ops")
                .whereLayer("schema")
                .mayOnlyBeAccessedByLayers("record", "query", "change", "transaction", "fork", "grpc", "graphql", "ops")
                .whereLayer("space")
                .mayOnlyBeAccessedByLayers(
                        "operation",
                        "fork",
                        "schema",
                        "record",
                        "query",
                        "change",
                        "transaction",
                        "grpc",
                        "graphql",
                        "ops")
                .whereLayer("quota")
                .mayOnlyBeAccessedByLayers("space", "schema", "grpc", "graphql", "ops")
                .whereLayer("crypto")
                .mayOnlyBeAccessedByLayers("space", "schema", "record", "query", "change", "transaction", "ops")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers(
                        "revocation",
                        "quota",
                        "operation",
                        "fork",
                        "space",
                        "schema",
                        "record",
                        "query",
                        "change",
                        "transaction",
                        "health",
                        "graphql",
                        "ops")
                .whereLayer("fdb")
                .mayOnlyBeAccessedByLayers("store", "ops")
                .whereLayer("embedded")
                .mayOnlyBeAccessedByLayers("store", "ops", "fdb")
                .whereLayer("source")
                .mayOnlyBeAccessedByLayers("schema", "cli")
                .whereLayer("telemetry")
                .mayOnlyBeAccessedByLayers(
                        "admission",
                        "auth",
                        "store",
                        "revocation",
                        "space",
                        "schema",
                        "record",
                        "query",
                        "transaction",
                        "grpc",
                        "graphql",
                        "ops")
                .whereLayer("name")
                .mayOnlyBeAccessedByLayers(
                        "auth",
                        "revocation",
                        "operation",
                        "fork",
                        "space",
                        "schema",
                        "record",
                        "query",
                        "change",
                        "transaction",
                        "grpc",
                        "graphql",
                        "cli",
                        "ops")
                .check(CLASSES);
    }

    @Test
    void theEmbeddedEngineCanBeLiftedOut() {
        noClasses()
                .that()
                .resideInAPackage("io.recordstore.fdb.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.recordstore.fault..",
                        "io.recordstore.name..",
                        "io.recordstore.store..",
                        "io.recordstore.fdb",
                        "com.apple.foundationdb.record..",
                        "com.google.protobuf..",
                        "io.quarkus..",
                        "io.smallrye..",
                        "io.vertx..",
                        "jakarta..")
                .check(CLASSES);
    }

    /** The JDK's own pool starts a thread for each task where there are two processors. */
    @Test
    void whatRunsLaterSaysOnWhichThreads() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "a stage of a future runs on the JDK's own pool",
                        call -> call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                                && call.getName().endsWith("Async")
                                && call.getTarget().getRawParameterTypes().stream()
                                        .noneMatch(type -> type.isEquivalentTo(Executor.class))))
                .orShould()
                .callMethodWhere(describe(
                        "what follows a commit runs on the JDK's own pool, unlike addPostCommit",
                        call -> call.getTargetOwner().isAssignableTo(FDBRecordContext.class)
                                && call.getName().equals("addAfterCommit")))
                .check(CLASSES);
    }

    @Test
    void grpcIsSeenAtTheEdgeAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.recordstore.grpc..",
                        "io.recordstore.cli..",
                        "io.recordstore.auth..",
                        "io.recordstore.junit..",
                        "io.recordstore.v1..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..")
                .check(CLASSES);
    }

    /** The command line starts in a moment because nothing of Quarkus is loaded but where it starts a server. */
    @Test
    void theCommandLineDoesWithoutQuarkus() {
        noClasses()
                .that()
                .resideInAPackage("io.recordstore.cli..")
                .and()
                .doNotHaveSimpleName("Main")
                .and()
                .doNotHaveSimpleName("ServeCommand")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.smallrye..", "io.vertx..", "jakarta..")
                .check(CLASSES);
    }

    /** Its users have no server on their class path, and the server no JUnit. */
    @Test
    void theJunitExtensionAndTheServerDoWithoutEachOther() {
        classes()
                .that()
                .resideInAPackage("io.recordstore.junit..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.recordstore.junit..",
                        "io.recordstore.v1..",
                        "io.grpc..",
                        "com.google.protobuf..",
                        "org.junit..",
                        "java..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.recordstore.junit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.recordstore.junit..", "org.junit..")
                .check(CLASSES);
    }

    @Test
    void messagesOfTheApiAreSeenAtTheEdgeAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.recordstore.grpc..",
                        "io.recordstore.cli..",
                        "io.recordstore.auth..",
                        "io.recordstore.junit..",
                        "io.recordstore.v1..",
                        "io.recordstore.schema..",
                        "io.recordstore.source..",
                        "io.recordstore.storage.v1..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.recordstore.v1..")
                .check(CLASSES);
    }

    /** A user's .proto imports options.proto and indexes.proto, so to schemas they are input and not only API. */
    @Test
    void ofTheApiSchemasKnowWhatAProtoFileMayImport() {
        noClasses()
                .that()
                .resideInAnyPackage("io.recordstore.schema..", "io.recordstore.source..", "io.recordstore.storage.v1..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "io\\.recordstore\\.v1\\.(?!IndexDefinition|IndexField|IndexKind|IndexCondition|Indexes"
                                + "|SortOrder|FanType|TextTokenizer|Leaderboard|Options|RecordOptions|RecordFieldOptions).*")
                .check(CLASSES);
    }

    @Test
    void faultsAndNamesAreLeaves() {
        noClasses()
                .that()
                .resideInAnyPackage("io.recordstore.fault..", "io.recordstore.name..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.apple..", "com.google..", "io.quarkus..", "io.smallrye..", "jakarta..")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        classes()
                .that()
                .resideInAPackage("io.recordstore..")
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Common)$")
                .check(CLASSES);
    }
}
