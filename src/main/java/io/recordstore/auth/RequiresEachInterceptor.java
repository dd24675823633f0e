package io.recordstore.auth;

import com.google.protobuf.Message;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.Set;

/** Lets a service method run when {@link Access} has allowed each part of its request; otherwise as {@link RequiresInterceptor}. */
@RequiresEach({})
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class RequiresEachInterceptor {
    private final Access access;
    private final CurrentCaller currentCaller;

    @Inject
    RequiresEachInterceptor(Access access, CurrentCaller currentCaller) {
        this.access = access;
        this.currentCaller = currentCaller;
    }

    @AroundInvoke
    Object authorise(InvocationContext method) {
        RequestParts parts = new RequestParts(method.getInterceptorBinding(RequiresEach.class));
        Credential credential = GrpcCredentials.CREDENTIAL.get();
        GuardedCall call = new GuardedCall(
                access, currentCaller, credential, (request, target) -> checkAll(credential, parts, request, target));
        return Guard.proceed(method, call);
    }

    /** One after the other, so that a call costs no more than what it is allowed and one refusal. */
    private Uni<Caller> checkAll(Credential credential, RequestParts parts, Message request, Target target) {
        Set<RequestParts.Part> all = parts.in(request);
        return all.isEmpty()
                ? access.identify(credential, target.tenant())
                : Multi.createFrom()
                        .iterable(all)
                        .onItem()
                        .transformToUniAndConcatenate(
                                part -> access.check(credential, part.operation(), part.of(target)))
                        .collect()
                        .last();
    }
}
