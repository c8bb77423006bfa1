package dev.callrecords.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Gives each call of a client no more time than its request has left. */
final class CallTimes implements ExecutionInterceptor {

  static final Duration CALL = Duration.ofSeconds(4);
  static final Duration ATTEMPT = Duration.ofMillis(1500);

  @Override
  public SdkRequest modifyRequest(
      Context.ModifyRequest context, ExecutionAttributes executionAttributes) {
    AwsRequest request = (AwsRequest) context.request();
    AwsRequestOverrideConfiguration settings =
        request
            .overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder)
            .apiCallTimeout(Deadline.atMost(CALL))
            .apiCallAttemptTimeout(Deadline.atMost(ATTEMPT))
            .build();
    return request.toBuilder().overrideConfiguration(settings).build();
  }
}
