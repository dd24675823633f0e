package io.recordstore.auth;

import com.google.protobuf.Message;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Lets a service method run only once {@link Access} has allowed its call, and on the Vert.x context that it was
 * called on, so that the method finds its request scope.
 *
 * <p>Of a method that takes a stream, each request is checked as it arrives, and one that names no RecordSpace is about
 * the same as the one before it; the method itself runs once the token is known to be good.
 */
@Requires(Operation.READ)
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class RequiresInterceptor {
    private final Access access;
    private final CurrentCaller currentCaller;

    @Inject
    RequiresInterceptor(Access access, CurrentCaller currentCaller) {
        this.access = access;
        this.currentCaller = currentCaller;
    }

    @AroundInvoke
    Object authorise(InvocationContext method) {
        Requires required = method.getInterceptorBinding(Requires.class);
        Operation operation = required.value();
        Credential credential = GrpcCredentials.CREDENTIAL.get();
        GuardedCall call = new GuardedCall(
                access, currentCaller, credential, (request, target) -> check(credential, operation, request, target));
        return required.throughout() ? Guard.proceedThroughout(method, call) : Guard.proceed(method, call);
    }

    /** What was is told from the changes since, so who asks for it must be allowed to follow them. */
    private Uni<Caller> check(Credential credential, Operation operation, Message request, Target target) {
        Uni<Caller> allowed = access.check(credential, operation, target);
        return RequestFields.of(request).isOfThePast(request)
                ? allowed.chain(caller -> access.check(credential, Operation.WATCH, target))
                : allowed;
    }
}
