package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS by settings, with a certificate that the test makes: from PEM files and from a PKCS12 file, with HTTP/2. */
class TlsIT {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    /** A key store with a key and a certificate for 127.0.0.1, made by the tool of the JDK. */
    private Path keyStore() throws IOException, InterruptedException {
        Path file = folder.resolve("own.p12");
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return file;
    }

    private static KeyStore load(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static HttpClient client(KeyStore store, HttpClient.Version version) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("own", store.getCertificate("own"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).version(version).build();
    }

    private static HttpResponse<String> get(HttpClient client, Server server, String path) throws Exception {
        URI uri = URI.create("https://127.0.0.1:" + server.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void await(HttpClient client, Server server) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            try {
                if (get(client, server, "/health/ready").statusCode() == 200) {
                    return;
                }
            } catch (Exception e) {
                // not there yet
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("not ready: " + server.log());
    }

    private static String pem(String name, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + name + "-----\n" + text + "\n-----END " + name + "-----\n";
    }

    @Test
    void pemFilesAndHttp2() throws Exception {
        KeyStore own = load(keyStore());
        Path certificate = Files.writeString(
                folder.resolve("own.crt"),
                pem("CERTIFICATE", own.getCertificate("own").getEncoded()));
        Path key = Files.writeString(
                folder.resolve("own.key"),
                pem("PRIVATE KEY", own.getKey("own", PASSWORD.toCharArray()).getEncoded()));
        Server server = Server.in(folder.resolve("server"))
                .with("DMART_TLS_CERTIFICATE", certificate.toString())
                .with("DMART_TLS_KEY", key.toString());
        try (server) {
            server.launch();
            HttpClient two = client(own, HttpClient.Version.HTTP_2);
            await(two, server);
            HttpResponse<String> reply = get(two, server, "/");
            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(reply.headers().firstValue("Strict-Transport-Security"))
                    .contains("max-age=31536000; includeSubDomains");
            HttpResponse<String> one = get(client(own, HttpClient.Version.HTTP_1_1), server, "/none");
            assertThat(one.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(one.statusCode()).isEqualTo(422);
            HttpResponse<String> broken = get(two, server, "/a%00b");
            assertThat(broken.statusCode()).isEqualTo(400);
            assertThat(broken.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(plain(server)).doesNotContain("200 OK");
            assertThat(server.log()).contains("Ready at https://127.0.0.1:");
        }
    }

    /** What the port says to plain HTTP. */
    private static String plain(Server server) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aKeyStore() throws Exception {
        Path file = keyStore();
        Server server = Server.in(folder.resolve("server"))
                .with("DMART_TLS_KEYSTORE", file.toString())
                .with("DMART_TLS_KEYSTORE_PASSWORD", PASSWORD);
        try (server) {
            server.launch();
            HttpClient client = client(load(file), HttpClient.Version.HTTP_2);
            await(client, server);
            assertThat(get(client, server, "/info/me").statusCode()).isEqualTo(200);
            HttpClient stranger = HttpClient.newHttpClient();
            assertThatThrownBy(() -> get(stranger, server, "/")).isInstanceOf(javax.net.ssl.SSLException.class);
        }
    }

    @Test
    void aWrongPasswordEndsTheStartWithTwo() throws Exception {
        Server server = Server.in(folder.resolve("server"))
                .with("DMART_TLS_KEYSTORE", keyStore().toString())
                .with("DMART_TLS_KEYSTORE_PASSWORD", "wrong-password");
        assertThat(server.startAndAwaitExit()).isEqualTo(2);
        assertThat(server.log()).startsWith("dmart: tls_keystore: ").doesNotContain("wrong-password");
    }
}
