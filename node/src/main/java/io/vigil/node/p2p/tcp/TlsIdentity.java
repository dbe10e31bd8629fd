package io.vigil.node.p2p.tcp;

import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.NodeId;
import io.vigil.types.Bytes;
import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes TLS 1.3 engines (RFC 8446) in which both sides show a certificate that says nothing but its Ed25519 key. The handshake
 * proves that the other side holds that key; names, dates, issuers and extensions are ignored, so no clock and no authority can
 * cut the mesh. Sessions are not resumed: each link proves its key anew.
 *
 * <p>Public for programs that try the mesh from outside, with a socket of their own.
 */
public final class TlsIdentity {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHERS = {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"};

    /** What stands before the raw key in a SubjectPublicKeyInfo of Ed25519 (RFC 8410 §4). */
    private static final Bytes KEY_PREFIX = Bytes.fromHex("302a300506032b6570032100");

    private static final String ALIAS = "node";
    private static final Date EVER_SINCE = new Date(0);
    private static final Date FOR_EVER = new Date(253_402_300_799_000L); // 9999-12-31T23:59:59Z, RFC 5280 §4.1.2.5

    private final SSLContext context;

    public TlsIdentity(NodeKey key) {
        try {
            KeyFactory keys = KeyFactory.getInstance("Ed25519");
            PrivateKey secret = keys.generatePrivate(new EdECPrivateKeySpec(
                    NamedParameterSpec.ED25519, key.seed().toArray()));
            PublicKey open = keys.generatePublic(
                    new X509EncodedKeySpec(Bytes.concat(KEY_PREFIX, key.id()).toArray()));
            context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    new KeyManager[] {new OneKey(secret, selfSigned(new NodeId(key.id()), secret, open))},
                    new TrustManager[] {new AnyEd25519Key()},
                    new SecureRandom());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot do TLS 1.3 with Ed25519", e);
        }
    }

    public SSLContext context() {
        return context;
    }

    SSLEngine engine(boolean dialled) {
        SSLEngine engine = context.createSSLEngine(); // without a host: no session is looked up by it
        engine.setUseClientMode(dialled);
        engine.setNeedClientAuth(!dialled);
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(CIPHERS);
        return engine;
    }

    /** Who is at the other end of a finished handshake. */
    static NodeId peer(SSLSession session) throws SSLPeerUnverifiedException {
        try {
            return id(session.getPeerCertificates());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate got past its check", e);
        }
    }

    private static NodeId id(Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("a node shows one certificate, not " + chain.length);
        }
        Bytes encoded = Bytes.copyOf(chain[0].getPublicKey().getEncoded());
        if (encoded.size() != KEY_PREFIX.size() + NodeId.SIZE || !encoded.startsWith(KEY_PREFIX)) {
            throw new CertificateException(
                    "a node's key is Ed25519, not " + chain[0].getPublicKey().getAlgorithm());
        }
        return new NodeId(encoded.slice(KEY_PREFIX.size(), NodeId.SIZE));
    }

    private static X509Certificate selfSigned(NodeId id, PrivateKey secret, PublicKey open)
            throws OperatorCreationException, CertificateException {
        X500Name name = new X500Name("CN=" + id.abbreviated());
        X509v3CertificateBuilder certificate = new X509v3CertificateBuilder(
                name, BigInteger.ONE, EVER_SINCE, FOR_EVER, name, SubjectPublicKeyInfo.getInstance(open.getEncoded()));
        return new JcaX509CertificateConverter()
                .getCertificate(certificate.build(new JcaContentSignerBuilder("Ed25519").build(secret)));
    }

    /** Shows the same certificate to everyone: the JDK's own would look at dates and issuers first. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private final PrivateKey secret;
        private final X509Certificate certificate;

        OneKey(PrivateKey secret, X509Certificate certificate) {
            this.secret = secret;
            this.certificate = certificate;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return secret;
        }
    }

    /** Any node may prove who it is; whether it may stay is decided once we know. */
    private static final class AnyEd25519Key extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            id(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            id(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            id(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            id(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            id(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            id(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
