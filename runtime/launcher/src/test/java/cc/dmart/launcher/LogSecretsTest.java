package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets and forged lines in the logs ({@code security.md} I3, I4, I6). */
class LogSecretsTest {
    private static final String JWS = "eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7fX0.c2lnbmF0dXJl";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "password=S3cret; password=******",
                "Password: S3cret, next=1; Password: ******, next=1",
                "{\"password\":\"S3\\\"cret\",\"a\":1}; {\"password\":\"******\",\"a\":1}",
                "{\\\"old_password\\\":\\\"S3cret\\\"}; {\\\"old_password\\\":\\\"******\\\"}",
                "{\"a\":{\"b\":[{\"c\":{\"d\":{\"e\":{\"otp\":\"S3cret\"}}}}]}}; {\"a\":{\"b\":[{\"c\":{\"d\":{\"e\":{\"otp\":\"******\"}}}}]}}",
                "{\"password\":[\"S3cret\",\"S3cret\"]}; {\"password\":******}",
                "{\"password\":{\"x\":\"S3cret\"}}; {\"password\":******}",
                "{password=S3cret, b=2}; {password=******, b=2}",
                "EMAIL_OTP=S3cret&x=1; EMAIL_OTP=******&x=1",
                "Authorization: Bearer S3cret more; Authorization: ******",
                "cookie=auth_token=S3cret, other=S3cret; cookie=******",
                "x-channel-key: S3cret; x-channel-key: ******",
                "google_client_secret=S3cret; google_client_secret=******",
                "GET /ws?token=S3cret&x=1; GET /ws?token=******&x=1",
                "/auth/invitation?invitation=S3cret&lang=en; /auth/invitation?invitation=******&lang=en",
                "/user/google/callback?code=S3cret&state=S3cret; /user/google/callback?code=******&state=******",
                "GET /managed/s/S3cret-_x 302; GET /managed/s/****** 302",
                "the code=123456 was sent; the code=****** was sent",
                "refused with code=430; refused with code=430",
                "\"code\":\"123456\"; \"code\":\"******\"",
                "the passwords: none; the passwords: none",
                "state=new; state=new",
                "zip codes=3; zip codes=3",
                "{\"xcookie\":\"b\",\"x-cookie\" \t: \"S3cret\"}; {\"xcookie\":\"b\",\"x-cookie\" \t: ******",
                "{\\\"TOKEN\\\" : \\\"S3cret\\\"}; {\\\"TOKEN\\\" : \\\"******\\\"}",
                "'api_key' = S3cret; 'api_key' = ******",
                "a = b: set-cookie:S3cret; a = b: set-cookie:******",
            })
    void s5_13_i3_valuesBehindNamesOfSecrets(String text, String expected) {
        assertThat(LogSecrets.mask(text)).isEqualTo(expected).doesNotContain("S3cret");
    }

    @Test
    void s5_13_i3_anyNumberOfItems() {
        StringBuilder many = new StringBuilder("[");
        for (int i = 0; i < 5000; i++) {
            many.append("{\"n\":")
                    .append(i)
                    .append(",\"access_token\":\"S3cret")
                    .append(i)
                    .append("\"},");
        }
        assertThat(LogSecrets.mask(many.append("]").toString()))
                .doesNotContain("S3cret")
                .contains("\"n\":4999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text " + JWS + " text",
                "{\"anything\":\"" + JWS + "\"}",
                "x=" + JWS,
                "a hash $argon2id$v=19$m=102400,t=3,p=8$AAAA$BBBB end",
                "\"hash\":\"$argon2id$v=19$m=102400,t=3,p=8$AAAA$BBBB\""
            })
    void s5_13_i4_tokensAndHashesWhereverTheyStand(String text) {
        assertThat(LogSecrets.mask(text)).contains("******").doesNotContain("eyJ", "argon2", "BBBB");
    }

    @Test
    void s5_13_i4_aLineIsOneLine() {
        assertThat(LogSecrets.oneLine("a\nb\r\u001b[31mc\u0000\u2028d"))
                .isEqualTo("a\\nb\\r\\u001b[31mc\\u0000\\u2028d");
        assertThat(LogSecrets.oneLine("as it is\tقلم")).isEqualTo("as it is\tقلم");
    }

    private String logged(String format, String logger, String message, Throwable error, String file) throws Exception {
        System.setProperty(LogbackConfigurator.FORMAT, format);
        System.setProperty(LogbackConfigurator.DIR, folder.toString());
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try {
            new LogbackConfigurator().configure(context);
            context.getLogger(logger)
                    .callAppenders(new LoggingEvent(
                            "x", context.getLogger(logger), Level.INFO, message, error, new Object[0]));
        } finally {
            context.stop();
            System.clearProperty(LogbackConfigurator.FORMAT);
            System.clearProperty(LogbackConfigurator.DIR);
        }
        return Files.readString(folder.resolve(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void s5_13_i3_everyFormatAndErrorsToo(String format) throws Exception {
        Exception error = new IllegalStateException("failed for {\"password\":\"S3cret\"} and " + JWS);
        String file = logged(format, "x", "asked with {\"otp\":\"S3cret\"}\nINFO forged", error, "dmart.log");
        assertThat(file)
                .contains("asked with", "IllegalStateException")
                .doesNotContain("S3cret", "eyJ", "\nINFO forged");
    }

    @Test
    void s5_13_i6_auditLinesHaveAFileOfTheirOwn() throws Exception {
        String line = "{\"event\":\"login\",\"actor\":\"sara\"}";
        assertThat(logged("text", "dmart.audit", line, null, "audit.jsonl")).isEqualTo(line + System.lineSeparator());
        assertThat(Files.readString(folder.resolve("dmart.log"))).doesNotContain("sara");
    }

    @Test
    void s5_14_b3_theFirstPasswordIsNotWrittenToFiles() throws Exception {
        assertThat(logged("text", "dmart.start", "shown once", null, "dmart.log"))
                .isEmpty();
    }
}
