package io.recordstore.junit;

import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link RecordSpaceTest} does: one server for the run, one RecordSpace for each test. Tests may run at the same time. */
final class RecordSpaceExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RecordSpaceExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        RecordSpaceTest wanted = annotation(context);
        Server server = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(SharedServer.class, key -> SharedServer.start(), SharedServer.class)
                .server();
        DisposableSpace space = new DisposableSpace(server, wanted, context.getRequiredTestClass());
        context.getStore(NAMESPACE).put(DisposableSpace.class, space);
        space.create(context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        space(context).ifPresent(DisposableSpace::delete);
    }

    private static Optional<DisposableSpace> space(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(DisposableSpace.class, DisposableSpace.class));
    }

    private static RecordSpaceTest annotation(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<RecordSpaceTest> found =
                    AnnotationSupport.findAnnotation(at.get().getElement(), RecordSpaceTest.class);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new ExtensionConfigurationException(
                "neither " + context.getRequiredTestClass().getName()
                        + " nor its test is annotated with @RecordSpaceTest, which says what RecordSpace it gets");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestRecordSpace.class
                || type == Channel.class
                || newStub(type).isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestRecordSpace space = space(context)
                .orElseThrow(() -> new ParameterResolutionException("a RecordSpace is of one test: take "
                        + parameter.getParameter().getType().getSimpleName()
                        + " in the test or in a @BeforeEach method, and not in "
                        + parameter.getDeclaringExecutable()))
                .space();
        Class<?> type = parameter.getParameter().getType();
        if (type == TestRecordSpace.class) {
            return space;
        }
        return type == Channel.class ? space.channel() : stub(newStub(type).orElseThrow(), space.channel());
    }

    /** What makes a stub of a type: {@code XGrpc.newStub}, {@code newBlockingStub} or {@code newFutureStub}. */
    private static Optional<Method> newStub(Class<?> type) {
        return AbstractStub.class.isAssignableFrom(type) && type.getEnclosingClass() != null
                ? Arrays.stream(type.getEnclosingClass().getMethods())
                        .filter(method -> method.getReturnType() == type
                                && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Channel.class}))
                        .findFirst()
                : Optional.empty();
    }

    private static Object stub(Method newStub, Channel channel) {
        try {
            return newStub.invoke(null, channel);
        } catch (ReflectiveOperationException e) {
            throw new ParameterResolutionException("no stub could be made by " + newStub, e);
        }
    }
}
