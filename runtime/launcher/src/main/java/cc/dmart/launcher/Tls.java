package cc.dmart.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * HTTPS by settings: {@code tls_keystore} names a PKCS12 file, or {@code tls_certificate} and {@code tls_key} PEM files. With
 * either the port speaks HTTPS, HTTP/2 included, and nothing else. What was given is rewritten as a key store of this run
 * below {@code data/run}, so that the operator's password goes no further than here.
 */
final class Tls {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private Tls() {}

    /** Whether the settings ask for HTTPS. */
    static boolean isOn(Settings settings) {
        return !settings.text("tls_keystore").isEmpty()
                || !settings.text("tls_certificate").isEmpty();
    }

    /**
     * The framework properties that make the port speak HTTPS; none if the settings do not ask for it.
     *
     * @throws SettingsException if a file cannot be read or holds no usable key
     */
    static Map<String, String> properties(Settings settings) throws IOException {
        Map<String, String> out = new HashMap<>();
        if (!isOn(settings)) {
            return out;
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = Base64.getEncoder().encodeToString(random);
        Path file = settings.path("data").resolve("run/tls.p12");
        write(
                file,
                settings.text("tls_keystore").isEmpty() ? fromPem(settings, password) : fromStore(settings, password),
                password);
        out.put("org.apache.felix.http.enable", "false");
        out.put("org.apache.felix.https.enable", "true");
        out.put("org.osgi.service.http.port.secure", settings.text("port"));
        out.put("org.apache.felix.https.keystore", file.toString());
        out.put("org.apache.felix.https.keystore.type", "PKCS12");
        out.put("org.apache.felix.https.keystore.password", password);
        out.put("org.apache.felix.https.keystore.key.password", password);
        out.put("org.apache.felix.http2.enable", "true");
        return out;
    }

    private static void write(Path file, KeyStore store, String password) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new SettingsException("tls: the key store cannot be written: " + e.getMessage());
        }
    }

    private static KeyStore fromStore(Settings settings, String password) {
        Path file = settings.path("tls_keystore");
        char[] given = settings.text("tls_keystore_password").toCharArray();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, given);
            for (Enumeration<String> names = store.aliases(); names.hasMoreElements(); ) {
                String name = names.nextElement();
                if (store.getKey(name, given) instanceof PrivateKey key) {
                    List<Certificate> chain = List.of(store.getCertificateChain(name));
                    if (!isPair(key, chain.get(0))) {
                        throw new SettingsException(
                                "tls_keystore: the key in " + file + " is not that of its certificate");
                    }
                    return of(key, chain, password);
                }
            }
            throw new SettingsException("tls_keystore: " + file + " holds no private key");
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException("tls_keystore: " + file + " cannot be read: " + reason(e));
        }
    }

    private static KeyStore fromPem(Settings settings, String password) {
        Path file = settings.path("tls_certificate");
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> chain =
                    new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (chain.isEmpty()) {
                throw new SettingsException("tls_certificate: " + file + " holds no certificate");
            }
            PrivateKey key = key(settings.text("tls_key"));
            if (!isPair(key, chain.get(0))) {
                throw new SettingsException(
                        "tls_key: " + settings.text("tls_key") + " is not the key of the first certificate in " + file);
            }
            return of(key, chain, password);
        } catch (CertificateException e) {
            throw new SettingsException("tls_certificate: " + file + " holds no certificate (BEGIN CERTIFICATE)");
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException("tls_certificate: " + file + " cannot be read: " + reason(e));
        }
    }

    private static String reason(Exception e) {
        return e instanceof FileSystemException file ? Folders.reason(file) : String.valueOf(e.getMessage());
    }

    /** With the key of another certificate every client would be turned away, and nothing would say why. */
    private static boolean isPair(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        String type = key.getAlgorithm();
        String algorithm = switch (type) {
            case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> type;
        };
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) { // of another algorithm
            return false;
        }
    }

    private static PrivateKey key(String file) {
        String text;
        try {
            text = Files.readString(Path.of(file), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new SettingsException("tls_key: " + file + " cannot be read: " + Folders.reason(e));
        }
        Matcher matcher = KEY.matcher(text);
        if (!matcher.find()) {
            throw new SettingsException("tls_key: " + file
                    + " holds no PKCS#8 key (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nodes makes one of another key");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // a key of another algorithm
            } catch (GeneralSecurityException e) {
                throw new SettingsException("tls_key: " + e.getMessage());
            }
        }
        throw new SettingsException("tls_key: " + file + " holds no RSA, EC or Ed25519 key");
    }

    private static KeyStore of(PrivateKey key, List<Certificate> chain, String password)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("dmart", key, password.toCharArray(), chain.toArray(Certificate[]::new));
        return store;
    }

    /** TLS to our own port, whose certificate may be made for another name. @throws IOException if the other side refuses */
    static Socket overOwnPort(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context.getSocketFactory()
                    .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The server asks itself whether it is ready, and tells itself nothing secret. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
