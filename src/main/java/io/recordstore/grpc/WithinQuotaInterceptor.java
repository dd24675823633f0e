package io.recordstore.grpc;

import com.google.protobuf.Message;
import io.recordstore.quota.CallQuotas;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Holds a call to the rates that are allowed. Runs after the token is checked: before, nobody knows whose call it is. */
@WithinQuota
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 1)
class WithinQuotaInterceptor {
    private final CallQuotas quotas;

    WithinQuotaInterceptor(CallQuotas quotas) {
        this.quotas = quotas;
    }

    @AroundInvoke
    Object hold(InvocationContext method) throws Exception {
        RatedCall call = new RatedCall(quotas);
        Object argument = method.getParameters()[0];
        if (argument instanceof Multi<?> requests) {
            method.setParameters(new Object[] {
                requests.onItem().transformToUniAndConcatenate(request -> call.receive((Message) request))
            });
        } else {
            call.begin((Message) argument);
        }
        Object answer = method.proceed();
        return answer instanceof Multi<?> answers
                ? answers.onItem().transformToUniAndConcatenate(message -> call.send((Message) message))
                : ((Uni<?>) answer).invoke(message -> call.answered((Message) message));
    }
}
