package cc.dmart.plugin.ldap_manager.internal;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.File;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.SocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The directory: entries {@code cn=<shortname>,<root>}. Connects when it is needed, keeps a few connections and opens new ones in
 * the place of broken ones. Every operation may be repeated. Thread-safe, the pool is guarded by the monitor.
 */
final class Directory implements AutoCloseable {
    private static final String RDN_NAME = "cn";
    private static final int CONNECTIONS = 4;
    private static final int CONNECT_MILLIS = 5000;
    private static final long REPLY_MILLIS = 10_000;

    private final LdapSettings settings;
    private @Nullable LDAPConnectionPool pool;

    Directory(LdapSettings settings) {
        this.settings = settings;
    }

    private synchronized LDAPConnectionPool pool() throws LDAPException {
        LDAPConnectionPool now = pool;
        if (now == null) {
            now = connect();
            pool = now;
        }
        return now;
    }

    private LDAPConnectionPool connect() throws LDAPException {
        LDAPURL url = new LDAPURL(settings.url());
        boolean ssl = url.getScheme().equals("ldaps");
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(CONNECT_MILLIS);
        options.setResponseTimeoutMillis(REPLY_MILLIS);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        try {
            SSLUtil tls = new SSLUtil(trust());
            Optional<PostConnectProcessor> first = settings.startTls() && !ssl
                    ? Optional.of(new StartTLSPostConnectProcessor(tls.createSSLSocketFactory()))
                    : Optional.empty();
            SocketFactory sockets = ssl ? tls.createSSLSocketFactory() : SocketFactory.getDefault();
            LDAPConnection connection = new LDAPConnection(sockets, options, url.getHost(), url.getPort());
            return pool(connection, first);
        } catch (GeneralSecurityException e) {
            throw new LDAPException(ResultCode.CONNECT_ERROR, "TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private LDAPConnectionPool pool(LDAPConnection connection, Optional<PostConnectProcessor> first)
            throws LDAPException {
        boolean kept = false;
        try {
            if (first.isPresent()) {
                first.get().processPreAuthenticatedConnection(connection);
            }
            connection.bind(new SimpleBindRequest(settings.adminDn(), settings.password()));
            LDAPConnectionPool made = new LDAPConnectionPool(connection, 1, CONNECTIONS, first.orElse(null));
            kept = true;
            made.setRetryFailedOperationsDueToInvalidConnections(true);
            return made;
        } finally {
            if (!kept) {
                connection.close();
            }
        }
    }

    private TrustManager trust() throws GeneralSecurityException {
        if (settings.trusted().isEmpty()) {
            return JVMDefaultTrustManager.getInstance();
        }
        return new PEMFileTrustManager(new File(settings.trusted().get()));
    }

    private DN dn(String user) throws LDAPException {
        return new DN(new RDN(RDN_NAME, user), new DN(settings.rootDn()));
    }

    /** Adds an account, or replaces its attributes if it is there. */
    void put(String user, Map<String, List<String>> attributes) throws LDAPException {
        List<Modification> changes = new ArrayList<>();
        attributes.forEach((name, values) ->
                changes.add(new Modification(ModificationType.REPLACE, name, values.toArray(String[]::new))));
        try {
            var unused = pool().modify(dn(user).toString(), changes);
        } catch (LDAPException e) {
            if (!e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                throw e;
            }
            add(user, attributes);
        }
    }

    private void add(String user, Map<String, List<String>> attributes) throws LDAPException {
        Entry entry = new Entry(dn(user));
        entry.addAttribute("objectClass", settings.objectClasses());
        entry.addAttribute(RDN_NAME, user);
        attributes.forEach((name, values) -> {
            if (!values.isEmpty()) {
                entry.addAttribute(new Attribute(name, values));
            }
        });
        var unused = pool().add(entry);
    }

    /** Deletes an account; nothing happens if it is not there. */
    void remove(String user) throws LDAPException {
        try {
            var unused = pool().delete(dn(user).toString());
        } catch (LDAPException e) {
            if (!e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                throw e;
            }
        }
    }

    /** The names of the entries that are there. */
    Set<String> names() throws LDAPException {
        Set<String> out = new HashSet<>();
        String filter = "(objectClass=" + settings.objectClasses().get(0) + ")";
        for (SearchResultEntry entry : pool().search(settings.rootDn(), SearchScope.ONE, filter, RDN_NAME)
                .getSearchEntries()) {
            Optional.ofNullable(entry.getAttributeValue(RDN_NAME)).ifPresent(out::add);
        }
        return out;
    }

    @Override
    public synchronized void close() {
        LDAPConnectionPool now = pool;
        if (now != null) {
            now.close();
        }
    }
}
