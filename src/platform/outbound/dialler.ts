import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { buildConnector } from 'undici';
import { literalAddress } from '../../kernel/network-address.js';
import { Config } from '../config/config.js';
import { mayDial, type Target } from './dial-rules.js';

/** From the look-up of the name to the end of the TLS handshake. */
const CONNECT_MS = 10_000;
/** Before the next of a name's addresses is tried. */
const ADDRESS_MS = 1_000;
const KEPT_SESSIONS = 4;

export type NamedAddress = { readonly address: string; readonly family: number };

/** The addresses behind a name, asked anew for every connection. */
export abstract class Names {
  abstract addressesOf(name: string): Promise<NamedAddress[]>;
}

/**
 * The machine's resolver, `hosts` file included. Whoever asks for a name while it is being looked up gets the same answer:
 * a look-up holds one of the process's few threads, and a name that takes long must not hold them all.
 */
@Injectable()
export class SystemNames extends Names {
  readonly #underWay = new Map<string, Promise<NamedAddress[]>>();

  addressesOf(name: string): Promise<NamedAddress[]> {
    const asked = this.#underWay.get(name);
    if (asked !== undefined) return asked;
    const asking = lookup(name, { all: true }).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, asking);
    return asking;
  }
}

/** The host stands for an address that the gateway never calls, or not this way. */
export class DialRefused extends Error {
  override readonly name = 'DialRefused';
}

/**
 * Opens connections to checked addresses only. A literal is checked as it stands; a name is resolved once, every address
 * behind it is checked, and exactly those are dialled, so that a name that answers differently the second time gains
 * nothing. TLS is held with the name.
 */
@Injectable()
export class Dialler {
  constructor(
    private readonly config: Config,
    private readonly names: Names,
  ) {}

  /** For the client of one origin; `dialled` hears which address a connection got. */
  connectorTo(target: Target, dialled: (address: string) => void): buildConnector.connector {
    const connect = buildConnector({
      timeout: CONNECT_MS,
      maxCachedSessions: KEPT_SESSIONS,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ADDRESS_MS,
      lookup: this.#lookup(target),
    });
    return (options, callback) => {
      const literal = literalAddress(options.hostname);
      if (literal !== null && !this.#isOpen(literal, target)) {
        callback(new DialRefused('This address is never called'), null);
        return;
      }
      connect({ ...options, hostname: literal ?? options.hostname }, (...[error, socket]) => {
        if (error) return callback(error, null);
        dialled(socket.remoteAddress ?? '');
        callback(null, socket);
      });
    };
  }

  /** What `net` asks for the addresses of a name; it dials these and no others. */
  #lookup(target: Target): LookupFunction {
    return (name, _, callback) => {
      this.#checked(name, target).then(
        (addresses) => callback(null, addresses),
        (error: Error) => callback(error, []),
      );
    };
  }

  async #checked(name: string, target: Target): Promise<NamedAddress[]> {
    const addresses = await this.names.addressesOf(name);
    if (addresses.every(({ address }) => this.#isOpen(address, target))) return addresses;
    throw new DialRefused('A name stands for an address that is never called');
  }

  #isOpen(address: string, target: Target): boolean {
    return mayDial(address, target, this.config.allowedPrivate);
  }
}
