package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.quarkus.grpc.MutinyService;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No RPC runs unguarded: each method of each gRPC service has {@link Requires}, {@link RequiresEach} or {@link RequiresToken}. */
class EveryRpcIsGuardedTest {
    @Test
    void everyRpcOfEveryServiceIsGuarded() {
        List<String> unguarded = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.recordstore")
                        .stream()
                        .filter(type -> !type.isInterface() && type.isAssignableTo(MutinyService.class))
                        .filter(type -> !type.getPackageName().equals("io.recordstore.v1"))
                        .map(JavaClass::reflect)
                        .flatMap(service -> unguarded(service).stream())
                        .toList();

        assertThat(unguarded)
                .as("RPCs without @Requires, @RequiresEach or @RequiresToken")
                .isEmpty();
    }

    @Test
    void anRpcWithoutAGuardIsFound() {
        assertThat(unguarded(GuardedFixture.class)).containsExactly("recordstore.auth.test.Guarded/Unguarded");
    }

    /** The full names of the RPCs of a service whose method has no guard. */
    private static List<String> unguarded(Class<?> service) {
        List<String> names = new ArrayList<>();
        generatedInterfaces(service)
                .flatMap(type -> descriptor(type).getMethods().stream())
                .filter(rpc -> !isGuarded(service, rpc))
                .forEach(rpc -> names.add(rpc.getFullMethodName()));
        return names;
    }

    private static boolean isGuarded(Class<?> service, MethodDescriptor<?, ?> rpc) {
        String name = rpc.getBareMethodName();
        String javaName = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        List<Method> methods = Stream.of(service.getDeclaredMethods())
                .filter(method -> method.getName().equals(javaName) && !method.isSynthetic())
                .toList();
        return methods.size() == 1
                && (methods.get(0).isAnnotationPresent(Requires.class)
                        || methods.get(0).isAnnotationPresent(RequiresEach.class)
                        || methods.get(0).isAnnotationPresent(RequiresToken.class));
    }

    private static Stream<Class<?>> generatedInterfaces(Class<?> service) {
        return Stream.of(service.getInterfaces())
                .filter(type -> type != MutinyService.class && MutinyService.class.isAssignableFrom(type));
    }

    private static ServiceDescriptor descriptor(Class<?> generated) {
        try {
            return (ServiceDescriptor) Class.forName(generated.getName() + "Grpc")
                    .getMethod("getServiceDescriptor")
                    .invoke(null);
        } catch (ReflectiveOperationException notGenerated) {
            throw new AssertionError(generated + " is not a generated gRPC service", notGenerated);
        }
    }
}
